import Foundation
import Printing
import Registry
import Specimens
import Storage
import Testing

@testable import FrontDesk

/// Renders a form as its own data.
struct PlainRenderer: FormRenderer {
    func newestVersion(of form: String) -> FormVersion { FormVersion(form: form, version: 1) }
    func pdf(_ form: FormVersion, data: [UInt8], at: Timestamp) -> [UInt8] {
        Array("%PDF-1.7 ".utf8) + data
    }
    func pictures(_ form: FormVersion, data: [UInt8], at: Timestamp) -> [[UInt8]] { [data] }
}

@Suite struct SettlerTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "settler-\(UUID().uuidString)")

    private func withSettler(
        _ body: (Settler, DataFolder, StayingTenant) async throws -> Void
    ) async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = try DataFolder(path: folder.path, purpose: .trial, at: .now)
        _ = try await Sample.housed(in: data)
        let setting = LeaseSetting(village: "样张村", phone: "0000", isTrial: true)
        let settler = Settler(
            data: data, renderer: PlainRenderer(), setting: setting, clock: { Sample.now },
            followUps: { tenancy in
                #expect(tenancy == Identifier("tenancy-1"))
                return []
            }, onRecorded: {})
        try await body(settler, data, try await settler.tenant(number: Sample.number))
    }

    @Test func `the holder of a card leaves: filed, recorded and printed once`() async throws {
        try await withSettler { settler, data, tenant in
            let settlement = try await settler.draw(tenant, try Sample.meters())
            #expect(settlement.number.hasPrefix("TF20261122-"))
            #expect(settlement.refund == tenant.lease.deposit)
            let receipt = try await settler.record(settlement)
            #expect(try await settler.record(settlement) == receipt, "a repeat is told the same")
            #expect(receipt.policy == .cancelling)
            let effects = try await data.effects.all(of: tenant.tenancy)
            #expect(effects.map(\.kind).filter { $0 == .printSettlement }.count == 1)
            let order = try PrintOrder(
                try #require(effects.first { $0.kind == .printSettlement }))
            let filed = try await data.archive.document(order.document)
            #expect(order.number == settlement.number)
            #expect(String(decoding: filed, as: UTF8.self).contains(settlement.number))
            await #expect(throws: SettlementError.notATenant) {
                try await settler.tenant(number: Sample.number)
            }
            await #expect(throws: SettlementError.notATenant) {
                try await settler.tenant(tenant.tenancy)
            }
        }
    }

    @Test func `of two settlements of one tenancy the later is refused`() async throws {
        try await withSettler { settler, data, tenant in
            let first = try await settler.draw(tenant, try Sample.meters())
            let second = try await settler.draw(
                tenant, try Sample.meters(),
                deductions: [
                    Deduction(ground: Sample.authority.deductionCases[0], amount: Money(yuan: 10))
                ], basis: .clerk(Identifier("clerk"), reason: "样张"))
            _ = try await settler.record(second)
            await #expect(throws: StorageError.movedOn) { try await settler.record(first) }
            let kept = try await data.tenancies.settlement(of: tenant.tenancy)
            #expect(kept?.settlement == second)
        }
    }

    @Test func `nobody by that number and nothing beyond the lease`() async throws {
        try await withSettler { settler, _, tenant in
            await #expect(throws: SettlementError.notATenant) {
                try await settler.tenant(number: Sample.landlord.number)
            }
            await #expect(throws: SettlementError.groundNotInLease) {
                try await settler.draw(
                    tenant, try Sample.meters(),
                    deductions: [Deduction(ground: "样张", amount: Money(yuan: 1))])
            }
        }
    }
}

extension Sample {
    /// Registers the sample tenant, with an insurance, in a free room of the made-up village.
    static func housed(in data: DataFolder) async throws -> Identifier<Tenancy> {
        try await data.village.apply(
            TrialVillage().changes, position: 1, own: Identifier("k-1"), at: .now)
        let registrar = Registrar(
            data: data, renderer: PlainRenderer(),
            setting: LeaseSetting(village: "样张村", phone: "0000", isTrial: true),
            clock: { now }, onRecorded: {})
        let offer = try #require(
            try await data.village.offers().first { $0.house.colour == .green && $0.freeBeds > 0 })
        let lease = try lease()
        let draft = LeaseDraft(
            number: "ZL20261122-0001", tenancy: Identifier("tenancy-1"), tenant: document,
            offer: offer, landlord: landlord, authority: authority,
            terms: try tenant().lease.terms, madeAt: now)
        let receipt = try await registrar.record(
            SignedLease(
                draft: draft, signature: lease.signature, identification: lease.identification,
                consent: lease.consent, signedAt: now))
        #expect(receipt.policy == .booking)
        return receipt.tenancy
    }
}
