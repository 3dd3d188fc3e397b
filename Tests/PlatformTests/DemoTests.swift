import Registry
import Specimens
import Sync
import Testing

@testable import Platform

@Suite struct DemoTests {
    @Test func `a larger village begins with the same forty houses and repeats nothing`() {
        let (small, large) = (TrialVillage(), TrialVillage(houses: 5_000))
        #expect(large.houses.count == 5_000)
        #expect(Array(large.houses.prefix(40)) == small.houses)
        #expect(Array(large.landlords.prefix(25)) == small.landlords)
        #expect(Array(large.rooms.prefix(165)) == small.rooms)
        #expect(
            large.occupants.prefix(small.occupants.count).map(\.document)
                == small.occupants.map(\.document))
        #expect(Set(large.houses.map(\.address)).count == 5_000)
        #expect(Set(large.rooms.map(\.id)).count == large.rooms.count)
        #expect(Set(large.occupants.map(\.tenancy.id)).count == large.occupants.count)
        #expect(Set(large.houses.map(\.landlord)) == Set(large.landlords.map(\.id)))
        #expect(large.landlords.allSatisfy { $0.phone.count == 11 && $0.phone.hasPrefix("100") })
        #expect(large.occupants.allSatisfy { $0.phone.count == 11 })
    }

    @Test(arguments: [(0, 1), (-5, 1), (65_535, 65_535), (Int.max, 65_535)])
    func `a village has as many houses as ids can name`(wanted: Int, count: Int) {
        #expect(TrialVillage(houses: wanted).houses.count == count)
    }

    @Test func `each house has a controller with two doors at the address given`() {
        let controllers = TrialVillage(houses: 300).controllers(at: "127.0.0.1:60000")
        #expect(controllers[0].serial == 223_000_001 && controllers[299].serial == 223_000_300)
        #expect(controllers[0].id.rawValue == "223000001")
        #expect(controllers.allSatisfy { $0.doorCount == 2 && $0.address == "127.0.0.1:60000" })
        #expect(controllers.map(\.house) == TrialVillage(houses: 300).houses.map(\.id))
    }

    @Test func `seeding twice is seeding once, but for a new address of the controllers`()
        async throws
    {
        let fixture = try await DemoFixture()
        #expect(try await fixture.seed(controllers: "127.0.0.1:6001") == .made(houses: 40))
        let position = try await fixture.number("SELECT position FROM village")
        #expect(try await fixture.seed() == .unchanged)
        #expect(try await fixture.seed(houses: 90, controllers: "127.0.0.1:6001") == .unchanged)
        #expect(try await fixture.number("SELECT count(*) FROM house") == 40)
        #expect(try await fixture.number("SELECT position FROM village") == position)

        #expect(
            try await fixture.seed(controllers: "127.0.0.1:6002") == .readdressed(controllers: 40))
        let moved = "SELECT count(*) FROM controller WHERE address = '127.0.0.1:6002'"
        #expect(try await fixture.number(moved + " AND position > \(position)") == 40)
        #expect(try await fixture.number("SELECT position FROM village") == position + 40)
    }

    @Test func `a village made without controllers gets them when there is an address`()
        async throws
    {
        let fixture = try await DemoFixture()
        try await fixture.seed(houses: 3)
        #expect(try await fixture.number("SELECT count(*) FROM controller") == 0)
        #expect(try await fixture.seed(controllers: "h:1") == .readdressed(controllers: 3))
        #expect(try await fixture.number("SELECT count(*) FROM controller") == 3)
    }

    @Test func `a kiosk gets from the platform what the trial village says`() async throws {
        let fixture = try await DemoFixture()
        try await fixture.seed(controllers: "127.0.0.1:60000")
        let kiosk = RegisteredKiosk(village: DemoVillage.id, id: Identifier("east"))
        let answer = try await ChangeStore(database: fixture.database, sealer: fixture.sealer)
            .changes(for: kiosk, after: 0, at: now)
        let village = TrialVillage()
        let wanted: [VillageChange] =
            village.landlords.map { .landlord($0) } + village.houses.map { .house($0) }
            + village.rooms.map { .room($0) }
            + village.controllers(at: "127.0.0.1:60000").map { .controller($0) }
            + village.occupants.map {
                .tenancy(
                    TenancyReport(
                        tenancy: $0.tenancy, tenant: $0.document, phone: $0.phone,
                        documentSHA256: nil, endedAt: nil), madeBy: Identifier("样张"))
            }
        #expect(answer.changes == wanted)
        #expect(answer.position == wanted.count)
    }

    @Test func `no person's name, number or phone stands in the tables`() async throws {
        let fixture = try await DemoFixture()
        try await fixture.seed()
        let words = ["样张租客", "陈桂生", "440524188001010014", "10000000001", "10000001001"]
        for table in ["landlord", "tenancy"] {
            for word in words {
                let bytes = Array(word.utf8).hex
                let found = try await fixture.number(
                    """
                    SELECT count(*) FROM \(table)
                    WHERE strpos(\(table)::text, '\(word)') + strpos(\(table)::text, '\(bytes)') > 0
                    """)
                #expect(found == 0, "\(table)")
            }
        }
    }
}
