import Foundation
import Registry
import Storage

extension DataAnswer {
    private struct Status: Encodable {
        let ok: Bool
        let newest: Int
        let next: Int
        let waiting: Int
        let position: Int
    }

    private struct Exceptions: Encodable { let exceptions: [Exception] }
    private struct Exception: Encodable {
        let id: String
        let code: String
        let raisedAt: Timestamp
    }

    /// What waits for the clerk.
    static func exceptions(_ data: DataFolder) async throws -> DataAnswer {
        let open = try await data.exceptions.open()
        return try DataAnswer(
            ok: true,
            json: Exceptions(
                exceptions: open.map {
                    Exception(id: $0.id.rawValue, code: $0.fault.code, raisedAt: $0.raisedAt)
                }),
            text: open.map { "\($0.fault.code)  \($0.raisedAt.chinese)  \($0.fault.clerk)" }
                .joined(separator: "\n"))
    }

    /// How far journal and platform agree.
    static func syncStatus(_ data: DataFolder) async throws -> DataAnswer {
        let newest = try await data.journal.newest()
        let next = try await data.journal.uploadNext()
        let position = try await data.village.position()
        let waiting = max(0, newest - next + 1)
        return try DataAnswer(
            ok: true,
            json: Status(
                ok: waiting == 0, newest: newest, next: next, waiting: waiting,
                position: position),
            text: "台账 \(newest) 条，\(waiting == 0 ? "已全部上传" : "待上传 \(waiting) 条")，"
                + "村居资料更新到第 \(position) 号")
    }

    private struct Renewal: Encodable { let days: Int }

    /// Gets the next certificate at once; the running service only, which goes on with it.
    static func renewedCertificate(_ renewal: CertificateRenewal?) async throws -> DataAnswer {
        guard let renewal else { throw PlatformLinkError.notEnrolled }
        let days = try await renewal.renew()
        return try DataAnswer(
            ok: true, json: Renewal(days: days), text: "已换新证书，有效期还有 \(days) 天")
    }
}
