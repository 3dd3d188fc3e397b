import Registry
import Specimens
import Testing

@testable import Storage

@Suite struct VillageMirrorTests {
    private let place = TemporaryFolder()

    private func report(
        _ offer: RoomOffer, id: String, number: String, endedAt: Timestamp? = nil
    ) throws -> TenancyReport {
        TenancyReport(
            tenancy: Tenancy(
                id: Identifier(id), room: offer.room.id, lease: "ZL20261122-0001", from: now.day,
                until: now.day.adding(days: 300), recordedAt: now),
            tenant: try Fixture.document(number: number), phone: Fixture.phone,
            documentSHA256: nil, endedAt: endedAt)
    }

    private func apply(_ changes: [VillageChange], to folder: DataFolder) async throws {
        try await folder.village.apply(changes, position: 9, own: kiosk, at: now)
    }

    @Test func `a house that turns red refuses from then on, inside the commit too`() async throws {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder)
        let lease = try await Fixture.lease(folder, offer)
        let house = offer.house
        try await apply(
            [
                .house(
                    House(
                        id: house.id, address: house.address, colour: .red,
                        landlord: house.landlord, land: house.land))
            ], to: folder)
        await #expect(throws: AdmissionError.houseUnsafe) {
            try await Fixture.register(folder, lease)
        }
        #expect(try await folder.village.position() == 9)
    }

    @Test func `what another kiosk recorded takes its bed and its tenant`() async throws {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder)
        let other = try report(offer, id: "t-9", number: Fixture.number)
        try await apply([.tenancy(other, madeBy: "k-2")], to: folder)
        #expect(try await folder.village.offer(offer.room.id).freeBeds == 0)
        #expect(try await folder.tenancies.isHoused(number: Fixture.number))
        let record = try #require(try await folder.tenancies.current(number: Fixture.number))
        #expect(record.madeBy == "k-2")
        let ended = try report(offer, id: "t-9", number: Fixture.number, endedAt: now)
        try await apply([.tenancy(ended, madeBy: "k-2")], to: folder)
        #expect(try await folder.village.offer(offer.room.id).freeBeds == 1)
        #expect(try await folder.tenancies.current(number: Fixture.number) == nil)
    }

    @Test func `its own tenancies are not overwritten by what comes down`() async throws {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder)
        try await Fixture.register(folder, try await Fixture.lease(folder, offer))
        let echo = try report(offer, id: "t-1", number: Fixture.number, endedAt: now)
        try await apply([.tenancy(echo, madeBy: kiosk)], to: folder)
        #expect(try await folder.tenancies.tenancy("t-1").endedAt == nil)
    }

    @Test func `two kiosks may use the same lease number`() async throws {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder)
        let lease = try await Fixture.lease(folder, offer)
        #expect(lease.draft.number == "ZL20261122-0001")
        let other = try report(
            try await Fixture.room(folder, beds: 2), id: "t-9", number: Fixture.otherNumber)
        try await apply([.tenancy(other, madeBy: "k-2")], to: folder)
        try await Fixture.register(folder, lease)
    }

    @Test func `an overfull room is one matter for the clerk, however often it is told`()
        async throws
    {
        let folder = try await place.openVillage()
        let task = VillageTask(
            id: "x-1", matter: .overfullRoom(try await Fixture.room(folder).room.id))
        try await apply([.task(task)], to: folder)
        try await apply([.task(task)], to: folder)
        let open = try await folder.exceptions.open()
        #expect(open.map(\.id) == ["x-1"])
        #expect(open.map(\.fault.code) == ["AD-06"])
        try await folder.exceptions.resolve(
            "x-1", by: "clerk", remedy: .seen, reason: "", at: now)
        try await apply([.task(task)], to: folder)
        #expect(try await folder.exceptions.open().isEmpty)
    }
}

@Suite struct RequestTests {
    private let place = TemporaryFolder()

    private func request(
        _ offer: RoomOffer, id: String = "r-1", expiresAt: Timestamp = now + .seconds(60)
    ) throws -> TenancyRequest {
        TenancyRequest(
            id: Identifier(id), room: offer.room.id, tenant: try Fixture.document(),
            phone: Fixture.phone, from: now.day, until: now.day.adding(days: 100),
            expiresAt: expiresAt)
    }

    private func act(
        on request: TenancyRequest, in folder: DataFolder
    ) async throws -> RequestAnswer {
        try await folder.village.apply([.request(request)], position: 9, own: kiosk, at: now)
        return try await folder.requests.act(on: request, number: "DJ20261122-0001", at: now)
    }

    @Test func `a request in order becomes a tenancy, once`() async throws {
        let folder = try await place.openVillage()
        let request = try request(try await Fixture.room(folder))
        #expect(try await act(on: request, in: folder).fault == nil)
        #expect(try await act(on: request, in: folder).fault == nil)
        #expect(try await folder.requests.open().isEmpty)
        #expect(try await folder.tenancies.tenancy(request.tenancy).madeBy == nil)
        let kinds = try await folder.journal.entries().map(\.kind)
        #expect(kinds == [.registration, .request])
        #expect(try await folder.journal.verify() == .intact(count: 2))
    }

    @Test func `it is refused by the rules of the desk`() async throws {
        let folder = try await place.openVillage()
        let full = try #require(try await folder.village.offers().first { $0.freeBeds == 0 })
        #expect(try await act(on: request(full), in: folder).fault?.code == "AD-03")
        let red = try #require(
            try await folder.village.offers().first { $0.house.colour == .red && $0.freeBeds > 0 })
        #expect(try await act(on: request(red, id: "r-2"), in: folder).fault?.code == "AD-02")
    }

    @Test func `nobody acts on it after its time`() async throws {
        let folder = try await place.openVillage()
        let late = try request(try await Fixture.room(folder), expiresAt: now)
        #expect(try await act(on: late, in: folder).fault?.code == "RQ-01")
        #expect(try await folder.tenancies.list().allSatisfy { $0.tenancy.id != late.tenancy })
    }
}
