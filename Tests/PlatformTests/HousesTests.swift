import Registry
import Testing

@testable import Platform

@Suite struct HousesTests {
    private func grade(
        _ fixture: DemoFixture, _ house: String, _ colour: Colour = .red,
        in village: Identifier<Village> = guihua
    ) async throws -> HouseStore.Grading {
        try await HouseStore(database: fixture.database)
            .grade(house, colour, in: village, at: now)
    }

    @Test func `a house is graded by its id or the beginning of its address, once`() async throws {
        let fixture = try await DemoFixture()
        try await fixture.seed()
        let position = try await fixture.number("SELECT position FROM village")
        let first = try await grade(fixture, "桂花巷 4 号")
        #expect(first == .init(address: "桂花巷 4 号（样张）", isChanged: true))
        #expect(try await fixture.number("SELECT position FROM village") == position + 1)
        let red = "SELECT count(*) FROM house WHERE colour = 'red' AND graded_at IS NOT NULL"
        #expect(
            try await fixture.number(red + " AND position = \(position + 1)") == 1)

        let again = try await grade(fixture, "5a4d0000-0000-8000-8001-000000010000")
        #expect(again == .init(address: "桂花巷 4 号（样张）", isChanged: false))
        #expect(try await fixture.number("SELECT position FROM village") == position + 1)
    }

    @Test func `a house nobody knows, or not surely, is not graded`() async throws {
        let fixture = try await DemoFixture()
        try await fixture.seed()
        for name in ["没有这条巷", "", "%", "桂花巷_4", "' OR true --"] {
            await #expect(throws: VillageError.unknownHouse) { try await grade(fixture, name) }
        }
        await #expect(throws: VillageError.severalHouses(8)) {
            try await grade(fixture, "桂花巷")
        }
        await #expect(throws: VillageError.unknownHouse) {
            try await grade(fixture, "桂花巷 4 号", in: liyuan)
        }
        #expect(
            try await fixture.number("SELECT count(*) FROM house WHERE graded_at > '-infinity'")
                == 0)
        #expect(VillageError.unknownHouse.fault.kind == .notFound)
    }
}
