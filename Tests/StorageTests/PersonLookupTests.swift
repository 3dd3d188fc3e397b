import Registry
import Testing

@testable import Storage

@Suite struct PersonLookupTests {
    private let place = TemporaryFolder()

    @Test(arguments: [
        Fixture.number, "002X", Fixture.phone, Fixture.name, "yzmm", "11010519491231002x",
    ])
    func `a person is found by number, its end, phone, name and initials`(text: String)
        async throws
    {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder)
        try await Fixture.register(folder, try await Fixture.lease(folder, offer))
        // The specimen's phone has no mobile prefix: clerks pick the kind by what they type.
        let query = text == Fixture.phone ? .phone(text) : try #require(PersonQuery(text))
        let found = try await folder.tenancies.find(query)
        #expect(found.contains { $0.tenancy.id == "t-1" })
        #expect(
            found.allSatisfy { $0.tenant.number == Fixture.number || query == .initials("YZMM") })
    }

    @Test func `nobody is found by part of a name or number`() async throws {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder)
        try await Fixture.register(folder, try await Fixture.lease(folder, offer))
        for query in [PersonQuery.name("样张某"), .number("110105194912310"), .lastFour("0021")] {
            #expect(try await folder.tenancies.find(query).isEmpty)
        }
    }

    @Test func `those who live here come before those who left`() async throws {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder)
        let lease = try await Fixture.lease(folder, offer)
        try await Fixture.register(folder, lease)
        try place.tamper("UPDATE tenancy SET endedAt = recordedAt WHERE id = 't-1'")
        let again = try await Fixture.lease(folder, offer, tenancy: "t-2")
        try await Fixture.register(folder, again, effect: "e-2")
        let found = try await folder.tenancies.find(.number(Fixture.number))
        #expect(found.map(\.tenancy.id.rawValue) == ["t-2", "t-1"])
    }
}
