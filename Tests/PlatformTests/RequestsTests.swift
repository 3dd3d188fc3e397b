import Registry
import Sealing
import Sync
import Testing

@testable import Platform

@Suite struct RequestsTests {
    private let room = Identifier<Room>("5a4d0000-0000-8000-8002-000000010001")

    private func request(
        room: Identifier<Room>? = nil, number: String = specimen, from: String = "2026-12-01",
        until: String = "2027-05-31"
    ) throws -> TenancyRequest {
        try .checkIn(
            id: .make(at: now), room: room ?? self.room, name: "样张某", number: number,
            phone: "10000000077", from: try #require(CalendarDate(from)),
            until: try #require(CalendarDate(until)), expiresAt: now + .seconds(60))
    }

    private func fixture() async throws -> (DemoFixture, RequestStore) {
        let fixture = try await DemoFixture()
        try await fixture.seed(houses: 2)
        _ = try await KioskStore(database: fixture.database)
            .add(guihua, Identifier("east"), name: "服务站", at: now)
        return (fixture, RequestStore(database: fixture.database, sealer: fixture.sealer))
    }

    @Test func `a request is open until it is answered or its time is over`() async throws {
        let (fixture, store) = try await fixture()
        let request = try request()
        try await store.put(request, to: Identifier("east"), in: guihua)
        func state(after seconds: Int) async throws -> RequestStore.State {
            try await store.state(of: request.id, in: guihua, at: now + .seconds(seconds))
        }
        #expect(try await state(after: 59) == .open)
        #expect(try await state(after: 60) == .expired)
        #expect(try await state(after: 60).code == "RQ-01")
        try await fixture.execute("UPDATE request SET answered_at = now()")
        #expect(try await state(after: 60) == .accepted)
        let refusal = #"{"code":"AD-03","kind":"conflict","tenant":"请","clerk":"满"}"#
        try await fixture.execute("UPDATE request SET fault = '\(refusal)'")
        #expect(try await state(after: 0) == .refused(code: "AD-03"))
    }

    @Test func `its kiosk gets it as it was put, and nobody reads it in the table`() async throws {
        let (fixture, store) = try await fixture()
        let request = try request()
        #expect(request.tenant.birthDate == CalendarDate("19491231"))
        #expect(request.tenant.sex == .female)
        let position = try await fixture.number("SELECT position FROM village")
        try await store.put(request, to: Identifier("east"), in: guihua)
        let changes = ChangeStore(database: fixture.database, sealer: fixture.sealer)
        func told(_ kiosk: String) async throws -> [VillageChange] {
            try await changes.changes(
                for: RegisteredKiosk(village: guihua, id: Identifier(kiosk)), after: position,
                at: now
            ).changes
        }
        #expect(try await told("east") == [.request(request)])
        #expect(try await told("west") == [])
        let bytes = Array("样张某".utf8).hex
        #expect(
            try await fixture.number(
                "SELECT count(*) FROM request WHERE strpos(request::text, '\(bytes)') > 0") == 0)
    }

    @Test func `what cannot be done is refused before anybody is asked`() async throws {
        let (_, store) = try await fixture()
        func put(_ request: TenancyRequest, to kiosk: String = "east") async throws {
            try await store.put(request, to: Identifier(kiosk), in: guihua)
        }
        await #expect(throws: VillageError.unknownKiosk) {
            try await put(request(), to: "west")
        }
        await #expect(throws: AdmissionError.unknownRoom) {
            try await put(request(room: Identifier("nowhere")))
        }
        await #expect(throws: VillageError.wrongDays) {
            try await put(request(until: "2026-11-30"))
        }
        for number in ["", "110105194912310021", "样张001"] {
            #expect(throws: VillageError.wrongNumber) { try request(number: number) }
        }
        await #expect(throws: VillageError.unknownRequest) {
            try await store.state(of: Identifier("none"), in: guihua, at: now)
        }
    }
}
