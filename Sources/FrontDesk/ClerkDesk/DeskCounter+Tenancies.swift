import Printing
import Registry
import Storage
import Synchronization

/// The clerk's list of tenancies, and what he does with one of them.
extension DeskCounter {
    func tenancies() async throws -> [TenancyRow] {
        let papers = Papers(
            leases: try await data.effects.newest(of: .printContract),
            settlements: try await data.effects.newest(of: .printSettlement),
            shown: await printQueue.papers)
        let settlements = try await data.tenancies.settlementNumbers()
        var rows: [TenancyRow] = []
        for record in try await data.tenancies.list() where record.documentSHA256 != nil {
            let id = record.tenancy.id
            var row = TenancyRow(
                tenancy: id, maskedName: record.tenant.maskedName, house: record.address,
                room: record.roomNumber, lease: record.tenancy.lease, from: record.tenancy.from,
                until: record.tenancy.until, paper: papers.lease(id, record.tenancy.lease))
            if let endedAt = record.endedAt {
                row.ended = TenancyRow.Ended(
                    at: endedAt, settlement: settlements[id],
                    paper: papers.settlement(id, settlements[id] ?? ""),
                    policy: await standing.policyEnds(id) ?? .none,
                    door: await standing.doorEnds(id))
            } else {
                row.policy = await standing.policies(id)
                row.door = await standing.doors(id)
                row.deductionCases = try await grounds.of(record.tenancy.lease, in: data)
            }
            rows.append(row)
        }
        return rows
    }

    func reprint(_ tenancy: Identifier<Tenancy>, by staff: Staff, reason: String) async throws {
        let record = try await data.tenancies.tenancy(tenancy)
        guard let document = record.documentSHA256 else { throw StorageError.documentMissing }
        let now = clock()
        let copies = try await data.effects.all(of: tenancy).count {
            $0.kind == .printContract || $0.kind == .printSettlement
        }
        let order = PrintOrder(
            kind: .printContract, number: record.tenancy.lease, document: document,
            copy: copies + 1)
        try await data.journal.recordLook(
            by: staff.id, at: tenancy.rawValue, purpose: "补打：\(reason)", from: .desk,
            time: now)
        try await data.effects.add(try order.effect(at: now), for: tenancy, at: now)
        printQueue.nudge()
        await desk.touch()
    }

    func checkOut(
        _ tenancy: Identifier<Tenancy>, _ form: CheckOutForm, by staff: Staff
    ) async throws {
        let tenant = try await settler.tenant(tenancy)
        let cases = tenant.lease.authority.deductionCases
        let deductions = try form.amounts.sorted { $0.key < $1.key }.map { place, amount in
            guard cases.indices.contains(place) else { throw SettlementError.groundNotInLease }
            return Deduction(ground: cases[place], amount: amount)
        }
        let settlement = try await settler.draw(
            tenant, form.meters, deductions: deductions,
            basis: .clerk(staff.id, reason: form.reason))
        _ = try await settler.record(settlement)
        await desk.touch()
    }

    func learnCard(_ tenancy: Identifier<Tenancy>, by staff: Staff) async throws {
        try await learning(tenancy, staff)
        await desk.touch()
    }
}

/// The grounds for deductions that leases name. A lease never changes, so each is opened once.
final class LeaseGrounds: Sendable {
    private let known = Mutex<[String: [String]]>([:])

    func of(_ lease: String, in data: DataFolder) async throws -> [String] {
        if let found = known.withLock({ $0[lease] }) { return found }
        let cases = try await data.tenancies.lease(lease).signed.draft.authority.deductionCases
        known.withLock { $0[lease] = cases }
        return cases
    }
}

/// How far the papers of all tenancies have come.
private struct Papers {
    let leases: [Identifier<Tenancy>: EffectStore.Standing]
    let settlements: [Identifier<Tenancy>: EffectStore.Standing]
    /// By the papers' numbers.
    let shown: [String: Receipt.Paper]

    func lease(_ id: Identifier<Tenancy>, _ number: String) -> Receipt.Paper {
        leases[id].map { Receipt.Paper($0, shown: shown[number]) } ?? .printed
    }

    func settlement(_ id: Identifier<Tenancy>, _ number: String) -> Receipt.Paper {
        settlements[id].map { Receipt.Paper($0, shown: shown[number]) } ?? .printed
    }
}

extension Receipt.Paper {
    /// What a row says, or while it waits for the printer what was last shown of it.
    fileprivate init(_ print: EffectStore.Standing, shown: Receipt.Paper?) {
        self =
            switch print.state {
            case .done: .printed
            case .dropped: .delayed(.printDropped)
            case .failed: .delayed(print.fault ?? .unexpected)
            case .pending: shown ?? .printing
            }
    }
}
