import GRDB
import Registry
import Specimens
import Testing

@testable import Storage

@Suite struct TrialVillageTests {
    private let place = TemporaryFolder()

    @Test func `the village has forty houses in all four colours, all marked`() {
        let village = TrialVillage()
        let colours = Dictionary(grouping: village.houses, by: \.colour).mapValues(\.count)
        #expect(colours == [.green: 30, .yellow: 5, .red: 3, .grey: 2])
        #expect(village.houses.allSatisfy { $0.address.hasSuffix("（样张）") })
        #expect(Set(village.houses.map(\.address)).count == 40)
        #expect(village.landlords.count == 25)
        #expect(village.landlords.count { $0.authority == nil } == 3)
        #expect(Set(village.landlords.map(\.name)).count == 25)
        #expect(village.landlords.allSatisfy { $0.name.hasSuffix("（样张）") })
        #expect(Set(village.houses.map(\.landlord)) == Set(village.landlords.map(\.id)))
    }

    @Test func `rooms are believable`() {
        let village = TrialVillage()
        for house in village.houses {
            let rooms = village.rooms.filter { $0.house == house.id }
            #expect((2...6).contains(rooms.count))
            #expect(Set(rooms.map(\.number)).count == rooms.count)
        }
        for room in village.rooms {
            #expect((1...3).contains(room.capacity))
            #expect((120_000...300_000).contains(room.areaCm2))
            #expect((Money(yuan: 500)...Money(yuan: 1_600)).contains(room.rent))
            #expect(room.rent.fen.isMultiple(of: 5_000))
            #expect(room.amenities.starts(with: ["床", "衣柜", "宽带"]))
        }
    }

    @Test func `nobody in it bears a number or a phone that could be somebody's`() throws {
        let village = TrialVillage()
        for landlord in village.landlords {
            #expect(landlord.number == Fixture.otherNumber)
            #expect(try IdentityNumber(landlord.number).text == landlord.number)
            #expect(landlord.phone.count == 11 && landlord.phone.hasPrefix("100"))
        }
        for occupant in village.occupants {
            #expect(occupant.document.number.hasPrefix("样张"))
            #expect(throws: IdentityNumberError.self) {
                try IdentityNumber(occupant.document.number)
            }
            #expect(occupant.phone.count == 11 && occupant.phone.hasPrefix("100"))
        }
    }

    @Test func `it is the same village on every machine and in every version`() {
        let village = TrialVillage()
        #expect(village.houses[0].id.rawValue == "5a4d0000-0000-8000-8001-000000010000")
        #expect(village.houses[39].id.rawValue == "5a4d0000-0000-8000-8001-000000280000")
        let ids =
            village.houses.map(\.id.rawValue) + village.rooms.map(\.id.rawValue)
            + village.landlords.map(\.id.rawValue) + village.occupants.map(\.tenancy.id.rawValue)
        #expect(Set(ids).count == ids.count)
        #expect(TrialVillage().rooms == village.rooms)
        #expect(village.rooms.count == 165)
        #expect(village.rooms.reduce(0) { $0 + $1.rent.fen } == 17_645_000)
    }

    @Test func `told twice, the village stays as it is`() async throws {
        let folder = try await place.openVillage()
        let offers = try await folder.village.offers()
        try await folder.village.apply(TrialVillage().changes, position: 2, own: kiosk, at: now)
        #expect(try await folder.village.offers() == offers)
        #expect(try await folder.village.position() == 2)
    }

    @Test func `what was seeded comes back, with full and half-full rooms`() async throws {
        let (village, folder) = (TrialVillage(), try await place.openVillage())
        let offers = try await folder.village.offers()
        #expect(Set(offers.map(\.room.id)) == Set(village.rooms.map(\.id)))
        #expect(offers.map(\.room) == village.rooms, "in the order of houses and doors")
        #expect(offers.contains { $0.freeBeds == 0 && $0.house.colour == .green })
        #expect(offers.contains { $0.occupants > 0 && $0.freeBeds > 0 })
        #expect(offers.allSatisfy { $0.occupants <= $0.room.capacity })
        for landlord in village.landlords {
            #expect(try await folder.village.landlord(landlord.id) == landlord)
        }
        await #expect(throws: AdmissionError.unknownRoom) {
            try await folder.village.offer(Identifier("nowhere"))
        }
        await #expect(throws: StorageError.unknownRecord) {
            try await folder.village.landlord(Identifier("nobody"))
        }
        #expect(try await folder.tenancies.list().count == village.occupants.count)
    }
}
