import Testing

@testable import Registry

@Suite struct HousesTests {
    private func offer(
        _ colour: Colour, capacity: Int = 2, occupants: Int = 0, areaCm2: Int = 125_000
    ) -> RoomOffer {
        let house = House(
            id: Identifier("h"), address: "桂花巷 12 号（样张）", colour: colour,
            landlord: Identifier("l"), land: .collective)
        let room = Room(
            id: Identifier("r"), house: house.id, number: "302", capacity: capacity,
            areaCm2: areaCm2, rent: Money(yuan: 800), amenities: [])
        return RoomOffer(room: room, house: house, occupants: occupants)
    }

    @Test(
        arguments: [
            (Colour.grey, AdmissionError.houseNotAssessed), (.red, .houseUnsafe), (.yellow, nil),
            (.green, nil),
        ] as [(Colour, AdmissionError?)])
    func `only green and yellow houses take people in`(
        colour: Colour, refusal: AdmissionError?
    ) throws {
        #expect(colour.mayBeLet == (refusal == nil))
        guard let refusal else { return try offer(colour).checkAdmission(of: 1) }
        #expect(throws: refusal) { try offer(colour).checkAdmission(of: 1) }
    }

    @Test(arguments: [(0, 2, true), (0, 3, false), (1, 1, true), (2, 1, false), (5, 1, false)])
    func `nobody moves in past the last bed`(occupants: Int, people: Int, isAllowed: Bool) throws {
        let offer = offer(.green, occupants: occupants)
        #expect(offer.freeBeds == max(0, 2 - occupants))
        if isAllowed {
            try offer.checkAdmission(of: people)
        } else {
            #expect(throws: AdmissionError.roomFull) { try offer.checkAdmission(of: people) }
        }
    }

    @Test(arguments: [(125_000, "12.5"), (120_000, "12"), (99_000, "9.9"), (1_000, "0.1")])
    func `areas are shown to a tenth of a square metre`(areaCm2: Int, text: String) {
        #expect(offer(.green, areaCm2: areaCm2).room.areaM2 == text)
    }
}
