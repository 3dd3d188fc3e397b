import Registry

/// A village and how far its changes have come.
struct VillageMark: Equatable, Sendable {
    let id: Identifier<Village>
    let name: String
    /// Its street, where it is known.
    let street: String?
    /// Whatever is shown of the village is as old as this position.
    let position: Int

    /// The village as a part of the county.
    var scope: AccessScope { AccessScope(street: street, village: id.rawValue) }
}

/// A village in numbers, on one day.
struct VillageTotals: Equatable, Sendable {
    let village: VillageMark
    let houses: [Colour: Int]
    let rooms: Int
    /// In houses that may be let.
    let freeBeds: Int
    let tenants: Int
    /// Check-ins and check-outs of the day.
    let arrivals: Int
    let departures: Int
    let openTasks: Int

    var houseCount: Int { houses.values.reduce(0, +) }
}

/// Something that happened in a village.
struct NewsItem: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case arrival, departure, overfull, settled
        case graded(Colour)
    }
    let kind: Kind
    let at: Timestamp
    let address: String
    /// `nil` for what is about the whole house.
    let room: String?
    /// Of a tenant.
    let maskedName: String?
}

/// A house as its card shows it.
struct HouseCard: Equatable, Sendable {
    /// A room with who lives there.
    struct RoomRow: Equatable, Sendable {
        let id: Identifier<Room>
        let number: String
        let capacity: Int
        var stays: [Stay] = []
    }
    /// A tenancy that lasts.
    struct Stay: Equatable, Sendable {
        let maskedName: String
        let from: CalendarDate
        let until: CalendarDate
        /// Name of the kiosk that recorded it.
        let kiosk: String
    }
    let id: Identifier<House>
    let address: String
    let colour: Colour
    var rooms: [RoomRow] = []
}

/// One page of a village's houses.
struct HousePage: Equatable, Sendable {
    /// Houses on a page.
    static let size = 60

    /// Counted from 1.
    let number: Int
    let cards: [HouseCard]

    /// Pages that so many houses take; there is always one.
    static func count(of houses: Int) -> Int { max(1, (houses + size - 1) / size) }
}
