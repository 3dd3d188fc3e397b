import Foundation
import Registry

/// What insurer, doors and platform say: each was asked, nothing is taken from the kiosk.
extension DemoEvidence {
    /// `platform tenancy show --json`.
    struct PlatformRecord: Decodable {
        let kiosk: String
        let room: String
        let arrivedAt: Timestamp?
        let endedAt: Timestamp?
        let endArrivedAt: Timestamp?
        let hasDocument: Bool

        /// Milliseconds from the kiosk's record of the end to its arrival.
        var endDelay: Int? {
            guard let endedAt, let endArrivedAt else { return nil }
            return max(0, Int(endArrivedAt.milliseconds - endedAt.milliseconds))
        }
    }

    /// The number that the doors' readers give the tenant's card.
    var tenantCard: UInt32 {
        station.doors.numbering.number(ofChip: CardSpecimen.tenant.serial)
    }

    /// The platform's own row.
    func standing(of tenancy: String) async throws -> PlatformRecord {
        // What the kiosk sent may still be on its way; the platform's answer ends the wait.
        for _ in 0..<100 {
            let (status, output) = try await platform.run(
                ["tenancy", "show", tenancy, "--json"])
            if status == 0 {
                return try JSONDecoder().decode(PlatformRecord.self, from: Data(output))
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Demo.Failure(description: "the platform does not know the tenancy")
    }

    func insured(_ last: ScreenState) async -> Proof {
        let policies = await station.insurer.policies
        let numbers = policies.map(\.number).joined(separator: "、")
        return Proof(
            name: "insure", ok: policies.count == 1 && last.policy == "booked",
            evidence: "虚拟保险公司：有效保单 \(policies.count) 份，\(numbers)")
    }

    /// The board holds the card, and opens to it.
    func granted() async -> Proof {
        for serial in station.doors.serials {
            guard
                let card = await station.doors.cards(of: serial)
                    .first(where: { $0.number == tenantCard })
            else { continue }
            let opens = await station.doors.swipe(card: tenantCard, door: 1, at: serial)
            return Proof(
                name: "door", ok: opens,
                evidence: "虚拟控制器 \(serial)：有这张卡，至 \(card.until.iso8601)；刷卡\(opens ? "开门" : "不开")")
        }
        return Proof(name: "door", ok: false, evidence: "虚拟控制器：没有这张卡")
    }

    func synced(_ record: PlatformRecord) -> Proof {
        Proof(
            name: "sync", ok: record.arrivedAt != nil && record.hasDocument,
            evidence: "平台：有这条登记（自助机 \(record.kiosk)），合同存档\(record.hasDocument ? "已到" : "未到")")
    }

    /// The steps of a check-out with what the other ends say of its outcome.
    func checkOut(
        _ steps: [VirtualTenant.Step], of tenancy: String
    ) async throws -> [DemoReport.Step] {
        let boards = station.doors.serials
        var holders = 0
        for serial in boards {
            let cards = await station.doors.cards(of: serial)
            if cards.contains(where: { $0.number == tenantCard }) { holders += 1 }
        }
        let policies = await station.insurer.policies.count
        let sheets = try await station.printer.sheets().filter { $0.job.hasPrefix("TF") }
        let delay = try await endDelay(of: tenancy)
        let proofs = [
            "out-door": Proof(
                name: "", ok: holders == 0, evidence: "虚拟控制器：有这张卡的 \(holders) 台"),
            "out-insure": Proof(
                name: "", ok: policies == 0, evidence: "虚拟保险公司：有效保单 \(policies) 份"),
            "out-print": Proof(
                name: "", ok: sheets.count == 1, evidence: "虚拟打印机：结算单 \(sheets.count) 份"),
            "out-record": Proof(
                name: "", ok: delay.map { $0 < 2_000 } ?? false,
                evidence: "平台：\(delay.map { "\($0) 毫秒后" } ?? "没有")收到离房，床位空出"),
        ]
        return steps.map { step in
            let proof = proofs[step.name]
            return .init(
                name: step.name, ok: proof?.ok ?? true, ms: step.machineTime.milliseconds,
                evidence: proof?.evidence ?? "租客屏")
        }
    }

    private func endDelay(of tenancy: String) async throws -> Int? {
        for _ in 0..<100 {
            if let delay = try await standing(of: tenancy).endDelay { return delay }
            try await Task.sleep(for: .milliseconds(50))
        }
        return nil
    }
}
