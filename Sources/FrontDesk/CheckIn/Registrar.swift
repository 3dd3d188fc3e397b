import Foundation
import Printing
import Registry
import Storage

/// Makes a lease out of what was agreed: shown before it is signed, filed and recorded after.
struct Registrar: Sendable {
    let data: DataFolder
    let renderer: any FormRenderer
    let setting: LeaseSetting
    let clock: @Sendable () -> Timestamp
    /// Called after each commit, so that the effects begin at once.
    let onRecorded: @Sendable () async -> Void

    static let form = "lease"

    /// The pages as they will be signed.
    func preview(_ draft: LeaseDraft) async throws -> [[UInt8]] {
        let form = try await renderer.newestVersion(of: Self.form)
        let fields = try draft.formData(setting)
        return try await renderer.pictures(form, data: fields, at: draft.madeAt)
    }

    /// Renders, files durably, then records everything in one transaction. Devices come after.
    ///
    /// Done again with a lease that is recorded it writes nothing and gives the same receipt.
    /// `photo` is kept with the tenancy; `nil` where none is to be kept.
    func record(_ lease: SignedLease, photo: [UInt8]? = nil) async throws -> Receipt {
        if let recorded = try await recorded(lease) { return recorded }
        let form = try await renderer.newestVersion(of: Self.form)
        let fields = try lease.formData(setting)
        let document = try await renderer.pdf(form, data: fields, at: lease.signedAt)
        let archived = try await data.archive.store(document)
        let archivedAt = clock()
        let print = try PrintOrder(
            kind: .printContract, number: lease.draft.number, document: archived.sha256, copy: 1
        ).effect(at: archivedAt)
        let insurance = try PolicyApplication(lease.draft, at: archivedAt)?.bookEffect()
        let tenancy = try await data.tenancies.register(
            lease,
            document: LeaseDocument(
                archived: archived, archivedAt: archivedAt,
                dataSHA256: try FormData(fields).sha256, form: form), photo: photo,
            effects: [print, insurance].compactMap(\.self), at: clock())
        await onRecorded()
        return receipt(tenancy, lease)
    }

    /// What a stop between the commit and the screen left behind.
    private func recorded(_ lease: SignedLease) async throws -> Receipt? {
        do {
            return receipt(try await data.tenancies.tenancy(lease.draft.tenancy).tenancy, lease)
        } catch StorageError.unknownRecord {
            return nil
        }
    }

    private func receipt(_ tenancy: Tenancy, _ lease: SignedLease) -> Receipt {
        Receipt(
            tenancy: tenancy.id, lease: tenancy.lease, offer: lease.draft.offer,
            from: tenancy.from, until: tenancy.until, tenantName: lease.draft.tenant.name,
            policy: lease.draft.terms.insurance == nil ? nil : .booking)
    }
}

extension PolicyApplication {
    /// What the tenant asked for with his lease; `nil` when he declined.
    init?(_ draft: LeaseDraft, at time: Timestamp) {
        guard let product = draft.terms.insurance else { return nil }
        self.init(
            key: .make(at: time), tenancy: draft.tenancy, product: product,
            name: draft.tenant.name, number: draft.tenant.number, phone: draft.terms.phone,
            place: "\(draft.offer.house.address) \(draft.offer.room.number) 室",
            from: draft.terms.from, until: draft.terms.until,
            premium: product.premium(months: draft.terms.months))
    }
}

/// What a print effect carries: which document, which copy.
struct PrintOrder: Codable, Equatable, Sendable {
    /// Which paper.
    let kind: EffectKind
    /// The paper's number.
    let number: String
    /// SHA-256 of the archived document.
    let document: String
    /// 1 for the first, 2 for the first reprint and so on.
    let copy: Int

    func effect(at time: Timestamp) throws -> NewEffect {
        NewEffect(
            id: .make(at: time), kind: kind,
            payload: Array(try JSONEncoder().encode(self)))
    }
}
