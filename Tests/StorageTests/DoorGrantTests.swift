import Registry
import Testing

@testable import Storage

@Suite struct DoorGrantTests {
    private let place = TemporaryFolder()
    private let rule = CardNumberRule(source: .last4, order: .bigEndian, format: .w34)
    private let silent = Fault("DL-99", .tryAgain, tenant: "", clerk: "")

    /// A village whose offered room's house has a controller, and a lease for that room.
    private func open(
        rule: CardNumberRule? = nil
    ) async throws -> (folder: DataFolder, lease: SignedLease) {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder, beds: 2)
        let controller = DoorController(
            id: "223000001", house: offer.house.id, serial: 223_000_001,
            address: "127.0.0.1:60000", cardNumber: rule ?? self.rule)
        try await folder.village.apply(
            [.controller(controller)], position: 2, own: kiosk, at: now)
        return (folder, try await Fixture.lease(folder, offer))
    }

    @Test func `a tenancy wants its card at the doors of its house, to the lease's last day`()
        async throws
    {
        let (folder, lease) = try await open()
        try await Fixture.register(folder, lease)
        let grant = try #require(try await folder.doorGrants.due(at: now).first)
        let card = try #require(grant.card)
        #expect(card.number == 0x0506_0708, "the chip's last four bytes")
        #expect(card.from == lease.draft.terms.from && card.until == lease.draft.terms.until)
        #expect(card.doors == [1, 2] && grant.isWanted)
        #expect(try await folder.doorGrants.standing(of: "t-1").map(\.state) == [.pending(nil)])
    }

    @Test func `what was read back is applied; what was not is tried again`() async throws {
        let (folder, lease) = try await open()
        try await Fixture.register(folder, lease)
        let grant = try #require(try await folder.doorGrants.due(at: now).first)
        try await folder.doorGrants.postpone(
            grant, until: now + .seconds(5), fault: silent, at: now)
        #expect(try await folder.doorGrants.due(at: now).isEmpty)
        #expect(try await folder.doorGrants.nextDue() == now + .seconds(5))
        #expect(try await folder.doorGrants.standing(of: "t-1").map(\.state) == [.pending(silent)])
        try await folder.doorGrants.hurry(grant.controller, at: now)
        #expect(try await folder.doorGrants.due(at: now) == [grant])
        try await folder.doorGrants.agree(grant, at: now)
        try await folder.doorGrants.agree(grant, at: now)
        #expect(try await folder.doorGrants.standing(of: "t-1").map(\.state) == [.applied])
        #expect(try await folder.journal.entries().map(\.kind) == [.registration, .door])
    }

    @Test func `without a chip serial the card is learnt at the door`() async throws {
        let (folder, lease) = try await open(
            rule: CardNumberRule(source: .first3, order: .bigEndian, format: .w34))
        try await Fixture.register(folder, lease.without(chip: true))
        #expect(try await folder.doorGrants.due(at: now).isEmpty)
        let (grant, state) = try #require(
            try await folder.doorGrants.standing(of: "t-1").first)
        #expect(state == .awaitingSwipe)
        try await folder.doorGrants.learn(
            4_711, for: grant, from: now.day, until: now.day, doors: [1], at: now)
        #expect(try await folder.doorGrants.due(at: now).first?.card?.number == 4_711)
        await #expect(throws: StorageError.cardTaken) {
            try await folder.doorGrants.learn(
                4_711, for: grant, from: now.day, until: now.day, doors: [1], at: now)
        }
    }

    @Test func `one number has one holder at a controller`() async throws {
        let (folder, lease) = try await open()
        try await Fixture.register(folder, lease)
        let second = try await Fixture.lease(
            folder, lease.draft.offer, tenancy: "t-2", tenant: Fixture.otherNumber)
        try await Fixture.register(folder, second, effect: "e-2")
        #expect(try await folder.doorGrants.standing(of: "t-2").map(\.state) == [.awaitingSwipe])
    }
}

extension SignedLease {
    /// The same, from a reader that gives no chip serial.
    fileprivate func without(chip: Bool) -> SignedLease {
        let tenant = chip ? draft.tenant.withoutChip : draft.tenant
        return SignedLease(
            draft: LeaseDraft(
                number: draft.number, tenancy: draft.tenancy, tenant: tenant, offer: draft.offer,
                landlord: draft.landlord, authority: draft.authority, terms: draft.terms,
                madeAt: draft.madeAt),
            signature: signature, identification: identification, consent: consent,
            signedAt: signedAt)
    }
}
