import DoorLock
import Foundation
import Logging
import Printing
import Registry
import Specimens
import Storage
import Testing

@testable import FrontDesk

/// A controller that a test moves by hand.
private actor ScriptedController: DoorLink, DoorLinks {
    var cards: [UInt32: DoorCard] = [:]
    var events: [DoorEvent] = []
    var isOff = false
    var writes = 0

    func link(to controller: DoorController) -> any DoorLink { self }

    func setOff(_ isOff: Bool) { self.isOff = isOff }
    func swipe(_ card: UInt32, door: Int) {
        events.append(
            DoorEvent(
                index: UInt32(events.count + 1), kind: .swipe(card: card, granted: false),
                door: door, reason: 18, at: .now))
    }

    func status() throws -> ControllerStatus {
        try answer()
        return ControllerStatus(
            serial: 223_000_001, newestEvent: UInt32(events.count), clock: .now, openDoors: [])
    }
    func setClock(to time: Timestamp) throws { try answer() }
    func card(_ number: UInt32) throws -> DoorCard? {
        try answer()
        return cards[number]
    }
    func put(_ card: DoorCard) throws {
        try answer()
        writes += 1
        cards[card.number] = card
    }
    func remove(_ number: UInt32) throws {
        try answer()
        writes += 1
        cards[number] = nil
    }
    func open(door: Int) throws { try answer() }
    func event(at index: UInt32) throws -> DoorEvent? {
        try answer()
        return events.first { $0.index == index }
    }

    private func answer() throws {
        if isOff { throw FaultError(fault: .noController) }
    }
}

@Suite(.timeLimit(.minutes(1))) final class DoorKeeperTests: Sendable {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "door-keeper-\(UUID().uuidString)")
    private let controller = ScriptedController()

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Runs `body` beside a keeper that looks after one recorded tenancy.
    private func withKeeper(
        chip: [UInt8]?, _ body: (DoorKeeper, DataFolder, Identifier<Tenancy>) async throws -> Void
    ) async throws {
        let data = try DataFolder(path: folder.path, purpose: .trial, at: .now)
        defer { data.close() }
        let tenancy = try await record(chip: chip, in: data)
        let keeper = DoorKeeper(
            data: data, links: controller, logger: Logger(label: "test"), clock: { .now },
            onDoor: { _ in })
        let running = Task { try await keeper.run() }
        do {
            try await body(keeper, data, tenancy)
        } catch {
            running.cancel()
            throw error
        }
        running.cancel()
        _ = await running.result
    }

    private func wait(
        _ data: DataFolder, _ tenancy: Identifier<Tenancy>,
        until condition: (DoorNews) -> Bool
    ) async throws {
        while true {
            let states = try await data.doorGrants.standing(of: tenancy).map(\.state)
            if condition(DoorNews(states)) { return }
            await Task.yield()
        }
    }

    @Test func `a grant is written once and believed when read back`() async throws {
        try await withKeeper(chip: [0, 0, 0, 0, 0, 0, 18, 103]) { _, data, tenancy in
            try await wait(data, tenancy) { $0 == .granted }
            #expect(await controller.cards.keys.map(\.self) == [4_711])
            #expect(await controller.writes == 1)
        }
    }

    @Test func `a controller that was off is told when it is back`() async throws {
        await controller.setOff(true)
        try await withKeeper(chip: [0, 0, 0, 0, 0, 0, 18, 103]) { _, data, tenancy in
            try await wait(data, tenancy) { $0 == .delayed(.noController) }
            await controller.setOff(false)
            try await wait(data, tenancy) { $0 == .granted }
            #expect(await controller.writes == 1)
        }
    }

    @Test func `a card without a chip serial is learnt by a swipe at the door, then granted`()
        async throws
    {
        await controller.swipe(99, door: 1)  // Somebody else's, before anybody asked.
        try await withKeeper(chip: nil) { keeper, data, tenancy in
            try await wait(data, tenancy) { $0 == .awaitingSwipe }
            keeper.learn(for: tenancy)
            // Swiped again until it was seen: the lesson begins when its turn comes.
            while await controller.cards.isEmpty {
                await controller.swipe(4_711, door: 2)
                try await Task.sleep(for: .milliseconds(100))
            }
            try await wait(data, tenancy) { $0 == .granted }
            #expect(await controller.cards.keys.map(\.self) == [4_711])
        }
    }

    @Test func `of several doors the one that is furthest behind is shown`() {
        #expect(DoorNews([]) == .none)
        #expect(DoorNews([.applied, .pending(nil)]) == .granting)
        #expect(DoorNews([.applied, .awaitingSwipe]) == .awaitingSwipe)
        #expect(DoorEndNews([.revoked, .applied]) == .revoking)
        #expect(DoorEndNews([.revoked]) == .revoked)
        #expect(DoorEndNews([]) == .none)
    }

    private func record(
        chip: [UInt8]?, in data: DataFolder
    ) async throws -> Identifier<Tenancy> {
        let village = TrialVillage()
        try await data.village.apply(
            village.changes, position: 1, own: Identifier("k-1"), at: .now)
        let offer = try #require(
            try await data.village.offers().first { $0.house.colour == .green && $0.freeBeds > 0 })
        let board = DoorController(
            id: Identifier("223000001"), house: offer.house.id, serial: 223_000_001,
            address: "127.0.0.1:1",
            cardNumber: CardNumberRule(source: .last4, order: .bigEndian, format: .w34))
        try await data.village.apply(
            [.controller(board)], position: 2, own: Identifier("k-1"), at: .now)
        let lease = try Sample.lease()
        let (old, person) = (lease.draft, lease.draft.tenant)
        let tenant = IdentityDocument(
            kind: .resident, name: person.name, number: person.number, sex: person.sex,
            ethnicGroup: person.ethnicGroup, birthDate: person.birthDate,
            address: person.address, issuer: person.issuer, validFrom: person.validFrom,
            validUntil: nil, chipSerial: chip)
        let draft = LeaseDraft(
            number: "ZL20261122-0001", tenancy: .make(at: .now), tenant: tenant, offer: offer,
            landlord: old.landlord, authority: old.authority, terms: old.terms, madeAt: .now)
        let signed = SignedLease(
            draft: draft, signature: lease.signature, identification: lease.identification,
            consent: lease.consent, signedAt: .now)
        let archived = try await data.archive.store(Array("%PDF-1.7".utf8))
        try await data.tenancies.register(
            signed,
            document: LeaseDocument(
                archived: archived, archivedAt: .now, dataSHA256: "",
                form: FormVersion(form: "lease", version: 1)),
            effects: [], at: .now)
        return draft.tenancy
    }
}
