import Crypto
import Foundation
import Registry

/// What the other ends say of a check-in: the lab's twins, and commands run as other processes.
struct DemoEvidence: Sendable {
    let project: ProjectFolder
    let station: LabStation
    let platform: PlatformSite
    let kiosk: KioskProcess
    let output: URL

    /// `frontdesk checkin show --json`.
    private struct CheckIn: Decodable {
        let lease: String
        let room: String
        let way: String
        let score: Double?
        let verdict: String?
        let signedAt: Timestamp
        let archivedAt: Timestamp
        let recordedAt: Timestamp
        let dataSHA256: String
        let documentSHA256: String
        let signatureStrokes: Int
    }
    /// `frontdesk archive show --json`.
    private struct Archived: Decodable {
        let sha256: String
        let bytes: Int
    }

    /// Puts the steps together with their proof.
    func report(
        on steps: [VirtualTenant.Step], last: ScreenState
    ) async throws -> DemoReport {
        guard let tenancy = last.tenancy else {
            throw Demo.Failure(description: "the last screen names no tenancy")
        }
        let checkIn = try await show(CheckIn.self, ["checkin", "show", tenancy, "--json"])
        let archived = try await show(Archived.self, ["archive", "show", checkIn.lease, "--json"])
        let contract = output.appending(path: "contract.pdf")
        _ = try await kiosk.run(["archive", "export", checkIn.lease, contract.path])
        let exported = SHA256.hash(data: try Data(contentsOf: contract)).hex
        let sheets = try await station.printer.sheets()
            .filter { $0.job.hasPrefix(checkIn.lease + "/") }

        var report = DemoReport()
        report.tenancy = tenancy
        report.doorCard = tenantCard
        report.tenant = .init(
            name: CardSpecimen.tenant.name, idNumber: CardSpecimen.tenant.number)
        report.archived = project.shortPath(of: contract.path)
        report.printed = sheets.map { project.shortPath(of: $0.path) }
        let record = try await standing(of: tenancy)
        let kept =
            try await proofs(checkIn, archived, exported, sheets)
            + [insured(last), granted(), synced(record)]
        report.steps = kept.map { proof in
            let time = milliseconds(of: proof.name, steps, checkIn, record)
            return .init(
                name: proof.name, ok: proof.ok && time != nil, ms: time ?? 0,
                evidence: proof.evidence)
        }
        report.ok = report.steps.allSatisfy(\.ok)
        return report
    }

    struct Proof {
        let name: String
        let ok: Bool
        let evidence: String
    }

    private func proofs(
        _ checkIn: CheckIn, _ archived: Archived, _ exported: String, _ sheets: [PrintedSheet]
    ) async throws -> [Proof] {
        let apdus = try await station.reader.log()
        let frames = await station.camera.log.frames(of: .honest(.tenant))
        let bytes = apdus.filter { $0.status == "9000" }.reduce(0) { $0 + $1.length }
        let score = checkIn.score.map { "\(Int($0 * 100))%" } ?? "—"
        return [
            Proof(
                name: "consent", ok: checkIn.way == "face",
                evidence: "checkin show：同意刷脸比对"),
            Proof(
                name: "card", ok: bytes >= 1_284,
                evidence: "虚拟卡：\(apdus.count) 条指令，给出 \(bytes) 字节"),
            Proof(
                name: "face", ok: checkIn.verdict == "pass" && frames > 0,
                evidence: "虚拟摄像头：送出 \(frames) 帧；相似度 \(score)"),
            Proof(
                name: "room", ok: !checkIn.room.isEmpty, evidence: "checkin show：\(checkIn.room)"),
            Proof(
                name: "contract", ok: checkIn.dataSHA256.count == 64,
                evidence: "合同 \(checkIn.lease)，数据 \(checkIn.dataSHA256.prefix(12))…"),
            Proof(
                name: "sign", ok: checkIn.signatureStrokes > 0,
                evidence: "checkin show：签名 \(checkIn.signatureStrokes) 笔"),
            Proof(
                name: "archive",
                ok: archived.sha256 == exported && archived.sha256 == checkIn.documentSHA256,
                evidence: "archive show：\(archived.bytes) 字节，\(archived.sha256.prefix(12))…"),
            Proof(
                name: "record", ok: checkIn.recordedAt >= checkIn.archivedAt,
                evidence: "checkin show：\(checkIn.recordedAt.chinese)登记"),
            Proof(
                name: "print", ok: sheets.count == 1 && sheets[0].sha256 == exported,
                evidence: "虚拟打印机：\(sheets.count) 份，与存档逐字节相同"),
        ]
    }

    /// The time of a step. Filing is a part of the wait that began with the signature; what is
    /// left of that wait is the record.
    private func milliseconds(
        of name: String, _ steps: [VirtualTenant.Step], _ checkIn: CheckIn,
        _ record: PlatformRecord
    ) -> Int? {
        if name == "sync" {
            return record.arrivedAt.map {
                max(0, Int($0.milliseconds - checkIn.recordedAt.milliseconds))
            }
        }
        let archive = Int(checkIn.archivedAt.milliseconds - checkIn.signedAt.milliseconds)
        guard name != "archive" else { return archive }
        let time = steps.first { $0.name == name }?.machineTime.milliseconds
        return name == "record" ? time.map { max(0, $0 - archive) } : time
    }

    func show<Value: Decodable>(
        _ type: Value.Type, _ arguments: [String]
    ) async throws -> Value {
        let (status, output) = try await kiosk.run(arguments)
        guard status == 0 else {
            throw Demo.Failure(description: "frontdesk \(arguments) ended with \(status)")
        }
        return try JSONDecoder().decode(type, from: Data(output))
    }
}

extension DemoReport {
    /// Readable JSON with sorted keys.
    var json: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(self)
        }
    }
}
