public import Registry

/// The village of 桂花村（样张）: 40 houses in all four colours for trying the desk out, or more
/// of the same for trying the platform.
///
/// Made of nothing but fixed numbers, so that every machine makes the same village with the
/// same ids. Nobody in it exists: names carry 样张, landlords bear a number published as a
/// specimen, phone numbers lie outside every mobile range, occupants' document numbers are
/// plainly none.
public struct TrialVillage: Sendable {
    /// Somebody who lives in a room already.
    public struct Occupant: Sendable {
        /// His stay.
        public let tenancy: Tenancy
        /// His document.
        public let document: IdentityDocument
        /// His phone.
        public let phone: String
    }

    /// Houses there may be: an id has two bytes for the number.
    public static let sizes = 1...65_535

    /// Who lets the houses; three of each 25 have given no standing authority.
    public private(set) var landlords: [Landlord] = []
    /// Of each 40: 30 green, 5 yellow, 3 red, 2 grey.
    public private(set) var houses: [House] = []
    /// 2 to 6 a house.
    public private(set) var rooms: [Room] = []
    /// Who lives there already.
    public private(set) var occupants: [Occupant] = []

    private var random = SplitMix(state: 20_261_122)

    /// Makes the village. A number of houses outside ``sizes`` is brought into it; the first
    /// houses are the same in a village of any size.
    public init(houses: Int = 40) {
        let count = min(max(houses, Self.sizes.lowerBound), Self.sizes.upperBound)
        let rounds = (count + Self.housesInRound - 1) / Self.housesInRound
        landlords = (1...rounds * Self.landlordsInRound).map(Self.landlord)
        for number in 1...count { addHouse(number) }
    }

    /// A controller with two doors for each house, all of them reached at `address` (a lab's
    /// one port answers for any serial number).
    public func controllers(at address: String) -> [DoorController] {
        zip(1..., houses).map { number, house in
            let serial = 223_000_000 + UInt32(number)
            return DoorController(
                id: Identifier(String(serial)), house: house.id, serial: serial, address: address,
                cardNumber: CardNumberRule(source: .last4, order: .bigEndian, format: .w34))
        }
    }

    private mutating func addHouse(_ number: Int) {
        let lane = Self.lanes[(number - 1) % Self.lanes.count]
        let door = 3 + (number - 1) / Self.lanes.count * 2 + number % 2
        let (round, place) = ((number - 1) / Self.housesInRound, (number - 1) % Self.housesInRound)
        let owner = round * Self.landlordsInRound + place % Self.landlordsInRound
        let house = House(
            id: Self.id(.house, number), address: "\(lane) \(door) 号（样张）",
            colour: Self.colours[place + 1] ?? .green, landlord: landlords[owner].id,
            land: number.isMultiple(of: 8) ? .stateOwned : .collective)
        houses.append(house)
        let count = 2 + random.below(5)
        for index in 0..<count { addRoom(index, of: house, number) }
    }

    private mutating func addRoom(_ index: Int, of house: House, _ houseNumber: Int) {
        // Two rooms a floor: 101, 102, 201 …
        let door = "\(index / 2 + 1)0\(index % 2 + 1)"
        let tenthsM2 = 120 + random.below(36) * 5
        let capacity = tenthsM2 < 160 ? 1 : tenthsM2 < 240 ? 2 : 3
        let comforts = Self.comforts.filter { _ in random.below(3) > 0 }
        let room = Room(
            id: Self.id(.room, houseNumber, index + 1), house: house.id, number: door,
            capacity: capacity, areaCm2: tenthsM2 * 1_000,
            rent: Money(yuan: 250 + tenthsM2 / 10 * 30 / 50 * 50 + comforts.count * 50),
            amenities: Self.furniture + comforts)
        rooms.append(room)
        for _ in 0..<taken(in: room, index, houseNumber) { addOccupant(of: room) }
    }

    /// Every fifth house has its first room full, every third all beds but one of its second.
    private func taken(in room: Room, _ index: Int, _ houseNumber: Int) -> Int {
        if index == 0, houseNumber.isMultiple(of: 5) { return room.capacity }
        if index == 1, houseNumber.isMultiple(of: 3) { return room.capacity - 1 }
        return 0
    }

    private mutating func addOccupant(of room: Room) {
        let number = occupants.count + 1
        let digits = Self.digits(number, 3)
        let phone = "100\(Self.digits(1_000 + number, 8))"
        let document = IdentityDocument(
            kind: .resident, name: "样张租客\(number)", number: "样张\(digits)", sex: .unstated,
            ethnicGroup: nil, birthDate: Self.day(1990, 1, 1), address: "样张省样张市样张路 1 号",
            issuer: "样张市公安局", validFrom: Self.day(2020, 1, 1), validUntil: nil,
            chipSerial: nil)
        let tenancy = Tenancy(
            id: Self.id(.tenancy, number), room: room.id, lease: "样张-\(digits)",
            from: Self.day(2026, 3, 1), until: Self.day(2027, 2, 28), recordedAt: Self.settledAt)
        occupants.append(Occupant(tenancy: tenancy, document: document, phone: phone))
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same sequence everywhere, for made-up data only.
struct SplitMix {
    var state: UInt64

    mutating func below(_ limit: UInt64) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % limit)
    }
}
