import Registry

extension VillageTotals {
    init(_ village: VillageMark, _ row: SQLRow) throws {
        var houses: [Colour: Int] = [:]
        for colour in Colour.allCases { houses[colour] = try row.number(colour.rawValue) }
        self.init(
            village: village, houses: houses, rooms: try row.number("rooms"),
            freeBeds: try row.number("free_beds"), tenants: try row.number("tenants"),
            arrivals: try row.number("arrivals"), departures: try row.number("departures"),
            openTasks: try row.number("open_tasks"))
    }
}

extension NewsItem {
    /// `nil` for a kind this version does not know.
    init?(_ row: SQLRow) throws {
        let kind = try row.text("kind")
        switch kind {
        case "arrival": self.kind = .arrival
        case "departure": self.kind = .departure
        case "overfull": self.kind = .overfull
        case "settled": self.kind = .settled
        default:
            guard let colour = Colour(rawValue: kind) else { return nil }
            self.kind = .graded(colour)
        }
        (at, address) = (try row.time("at"), try row.text("address"))
        (room, maskedName) = (try row.optionalText("number"), try row.optionalText("masked_name"))
    }
}

extension [HouseCard] {
    /// Takes the next row of the list, which is in the order of houses, rooms and tenancies.
    mutating func add(_ row: SQLRow) throws {
        let house = Identifier<House>(try row.text("id"))
        if last?.id != house {
            // A colour this version does not know is no ground to show a house as lettable.
            let colour = Colour(rawValue: try row.text("colour")) ?? .grey
            append(HouseCard(id: house, address: try row.text("address"), colour: colour))
        }
        guard let room = try row.optionalText("room").map({ Identifier<Room>($0) }) else { return }
        let place = count - 1
        if self[place].rooms.last?.id != room {
            self[place].rooms.append(
                .init(
                    id: room, number: try row.text("number"),
                    capacity: try row.number("capacity")))
        }
        guard let name = try row.optionalText("masked_name") else { return }
        let stay = HouseCard.Stay(
            maskedName: name, from: try row.day("from_day"), until: try row.day("until_day"),
            kiosk: try row.text("kiosk"))
        self[place].rooms[self[place].rooms.count - 1].stays.append(stay)
    }
}
