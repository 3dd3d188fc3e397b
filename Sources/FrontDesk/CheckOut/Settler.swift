import Foundation
import Printing
import Registry
import Storage

/// Ends tenancies: draws up what both sides owe each other, files it and records the end.
struct Settler: Sendable {
    let data: DataFolder
    let renderer: any FormRenderer
    let setting: LeaseSetting
    let clock: @Sendable () -> Timestamp
    /// What else follows from an end, such as ending insurance and door access.
    var followUps: @Sendable (Identifier<Tenancy>) async throws -> [NewEffect] = { _ in [] }
    /// Called after each commit, so that the effects begin at once.
    let onRecorded: @Sendable () async -> Void

    static let form = "settlement"
    /// Begins each settlement's number.
    static let prefix = "TF"

    /// Who stays under the document with this number.
    ///
    /// Throws ``SettlementError/notATenant`` and, for a lease that is kept elsewhere,
    /// ``SettlementError/madeElsewhere``.
    func tenant(number: String) async throws -> StayingTenant {
        guard let record = try await data.tenancies.current(number: number) else {
            throw SettlementError.notATenant
        }
        return try await tenant(of: record)
    }

    /// Who stays under `tenancy`. Throws the same.
    func tenant(_ tenancy: Identifier<Tenancy>) async throws -> StayingTenant {
        let record = try await data.tenancies.tenancy(tenancy)
        guard record.endedAt == nil else { throw SettlementError.notATenant }
        return try await tenant(of: record)
    }

    private func tenant(of record: TenancyRecord) async throws -> StayingTenant {
        guard record.madeBy == nil else { throw SettlementError.madeElsewhere }
        guard record.documentSHA256 != nil else { throw SettlementError.noLease }
        let lease = try await data.tenancies.lease(record.tenancy.lease)
        return StayingTenant(tenancy: record.tenancy.id, lease: lease.signed.draft)
    }

    /// Draws up a settlement of today.
    func draw(
        _ tenant: StayingTenant, _ meters: MeterReadings, deductions: [Deduction] = [],
        basis: Settlement.Basis = .tenant
    ) async throws -> Settlement {
        let now = clock()
        return try Settlement(
            number: try await data.leaseNumbers.next(on: now.day, prefix: Self.prefix),
            lease: tenant.lease, leftOn: now.day, meters: meters, deductions: deductions,
            basis: basis, madeAt: now)
    }

    /// The page as it will be filed.
    func preview(_ settlement: Settlement) async throws -> [[UInt8]] {
        let form = try await renderer.newestVersion(of: Self.form)
        let fields = try settlement.formData(setting)
        return try await renderer.pictures(form, data: fields, at: settlement.madeAt)
    }

    /// Renders, files durably, then records the end in one transaction. Devices come after.
    ///
    /// Done again with a settlement that is recorded it writes nothing and gives the same
    /// receipt. Throws ``StorageError/movedOn`` when somebody else has ended the tenancy.
    func record(_ settlement: Settlement) async throws -> CheckOutReceipt {
        let tenancy = settlement.lease.tenancy
        if let recorded = try await data.tenancies.settlement(of: tenancy) {
            guard recorded.settlement == settlement else { throw StorageError.movedOn }
            return CheckOutReceipt(settlement)
        }
        let form = try await renderer.newestVersion(of: Self.form)
        let fields = try settlement.formData(setting)
        let document = try await renderer.pdf(form, data: fields, at: settlement.madeAt)
        let archived = try await data.archive.store(document)
        let archivedAt = clock()
        let print = try PrintOrder(
            kind: .printSettlement, number: settlement.number, document: archived.sha256, copy: 1
        ).effect(at: archivedAt)
        try await data.tenancies.end(
            settlement,
            document: LeaseDocument(
                archived: archived, archivedAt: archivedAt,
                dataSHA256: try FormData(fields).sha256, form: form),
            effects: [print] + (try await followUps(tenancy)), at: clock())
        await onRecorded()
        return CheckOutReceipt(settlement)
    }
}

extension CheckOutReceipt {
    /// What is known of `settlement` once it is recorded; paper and doors follow.
    init(_ settlement: Settlement) {
        let (lease, product) = (settlement.lease, settlement.lease.terms.insurance)
        self.init(
            tenancy: lease.tenancy, maskedName: lease.tenant.maskedName,
            number: settlement.number,
            place: "\(lease.offer.house.address) \(lease.offer.room.number) 室",
            refund: settlement.refund, refundBy: settlement.refundBy,
            policy: product.map { $0.endsAtCheckOut ? .cancelling : .kept } ?? .none)
    }
}
