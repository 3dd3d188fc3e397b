import Foundation
import Registry
import Storage

extension DataAnswer {
    private struct Verification: Encodable {
        let ok: Bool
        let documents: Int
        let flaws: [Flaw]
    }
    private struct Flaw: Encodable {
        let number: String
        let sha256: String
        let code: String
    }
    private struct Listing: Encodable { let documents: [Document] }
    private struct Document: Encodable {
        let number: String
        let sha256: String
        let bytes: Int
        let archivedAt: Timestamp

        init(_ entry: ArchiveEntry) {
            (number, sha256) = (entry.number, entry.document.sha256)
            (bytes, archivedAt) = (entry.document.size, entry.archivedAt)
        }
    }

    static func archiveVerification(_ data: DataFolder) async throws -> DataAnswer {
        let count = try await data.archive.list().count
        let flaws = try await data.archive.verify()
        let lines = flaws.map { "\($0.number)：\($0.error.fault.clerk)" }
        let verification = Verification(
            ok: flaws.isEmpty, documents: count,
            flaws: flaws.map {
                Flaw(number: $0.number, sha256: $0.sha256, code: $0.error.fault.code)
            })
        return try DataAnswer(
            ok: flaws.isEmpty, json: verification,
            text: (["存档 \(count) 份，\(flaws.isEmpty ? "全部完好" : "有问题 \(flaws.count) 份")"] + lines)
                .joined(separator: "\n"))
    }

    static func archiveList(_ data: DataFolder) async throws -> DataAnswer {
        let entries = try await data.archive.list()
        return try DataAnswer(
            ok: true, json: Listing(documents: entries.map(Document.init)),
            text: entries.map { "\($0.number)  \($0.archivedAt.chinese)  \($0.document.sha256)" }
                .joined(separator: "\n"))
    }

    /// Names what is filed under `number` and opens it, so that a damaged file shows.
    static func archived(_ number: String, _ data: DataFolder) async throws -> DataAnswer {
        let entry = try await data.archive.entry(number: number)
        _ = try await data.archive.document(entry.document.sha256)
        return try DataAnswer(
            ok: true, json: Document(entry),
            text: "\(entry.number)：\(entry.document.size) 字节，"
                + "\(entry.archivedAt.chinese) 存档，SHA-256 \(entry.document.sha256)，完好")
    }

    static func exported(_ number: String, _ data: DataFolder) async throws -> DataAnswer {
        let entry = try await data.archive.entry(number: number)
        let document = try await data.archive.document(entry.document.sha256)
        try await data.journal.recordLook(
            by: Identifier("operator"), at: entry.number, purpose: "导出存档", from: .command,
            time: .now)
        return try DataAnswer(
            ok: true, json: Document(entry), text: "\(entry.number)：\(document.count) 字节",
            document: Data(document))
    }

    private struct Chain: Encodable {
        let ok: Bool
        let entries: Int?
        let sequence: Int?
        let flaw: String?
    }

    static func journalVerification(_ data: DataFolder) async throws -> DataAnswer {
        switch try await data.journal.verify() {
        case .intact(let count):
            return try DataAnswer(
                ok: true, json: Chain(ok: true, entries: count, sequence: nil, flaw: nil),
                text: "台账 \(count) 条，首尾相连，没有改动")
        case .broken(let sequence, let flaw):
            let chain = Chain(ok: false, entries: nil, sequence: sequence, flaw: flaw.rawValue)
            return try DataAnswer(
                ok: false, json: chain, text: "台账第 \(sequence) 条\(flaw.chinese)")
        }
    }
}
