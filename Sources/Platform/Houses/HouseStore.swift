public import Registry

/// The county's houses and their grades.
public struct HouseStore: Sendable {
    /// A house, found by a person's word for it.
    public struct Grading: Equatable, Sendable {
        /// Its address.
        public let address: String
        /// Whether the colour is another one than before.
        public let isChanged: Bool
    }

    private let database: Database

    /// Houses kept in `database`.
    public init(database: Database) { self.database = database }

    /// Gives a house another colour, which all kiosks of its village hear of. `name` is the
    /// house's id, or the beginning of its address.
    ///
    /// - Returns: what became of it; nothing changes where the colour is the same already.
    /// - Throws: ``VillageError/unknownHouse``, or ``VillageError/severalHouses(_:)`` when the
    ///   beginning does not settle which one.
    public func grade(
        _ name: String, _ colour: Colour, in village: Identifier<Village>, at time: Timestamp
    ) async throws -> Grading {
        try await database.transaction(.village(village)) { session in
            let house = try Self.find(name, in: village, session)
            let address = try house.text("address")
            guard try house.text("colour") != colour.rawValue else {
                return Grading(address: address, isChanged: false)
            }
            try session.execute(
                """
                UPDATE house SET colour = $3, graded_at = $4, position = $5
                WHERE village = $1 AND id = $2
                """,
                [
                    SQLValue(village), .text(try house.text("id")), .text(colour.rawValue),
                    .timestamp(time), .integer(try session.nextPosition(of: village)),
                ])
            return Grading(address: address, isChanged: true)
        }
    }

    private static func find(
        _ name: String, in village: Identifier<Village>, _ session: Session
    ) throws -> SQLRow {
        guard !name.isEmpty else { throw VillageError.unknownHouse }
        let houses = try session.rows(
            """
            SELECT id, address, colour FROM house
            WHERE village = $1 AND (id = $2 OR starts_with(address, $2)) ORDER BY id
            """, [SQLValue(village), .text(name)])
        let exact = try houses.first {
            try $0.text("id") == name || $0.text("address") == name
        }
        guard let house = exact ?? houses.first else { throw VillageError.unknownHouse }
        guard exact != nil || houses.count == 1 else {
            throw VillageError.severalHouses(houses.count)
        }
        return house
    }
}
