import FoundationEssentials
import GRDB
public import Registry
import Sealing

/// Houses, rooms and landlords of the village.
public struct VillageStore: Sendable {
    let records: Records

    /// Every room with its house and the people who live in it now, by house and number.
    public func offers() async throws -> [RoomOffer] {
        try await records.read { db in
            try Row.fetchAll(db, sql: RoomOffer.sql + " ORDER BY house.id, room.number")
                .map(RoomOffer.init)
        }
    }

    /// One room. Throws `AdmissionError.unknownRoom`.
    public func offer(_ room: Identifier<Room>) async throws -> RoomOffer {
        try await records.read { db in try RoomOffer.fetch(room, db) }
    }

    /// A landlord with everything a lease says of him. Throws ``StorageError/unknownRecord``.
    public func landlord(_ id: Identifier<Landlord>) async throws -> Landlord {
        try await records.read { [sealer = records.sealer] db in
            let sql = "SELECT * FROM landlord WHERE id = ?"
            guard let row = try Row.fetchOne(db, sql: sql, arguments: [id.rawValue]) else {
                throw StorageError.unknownRecord
            }
            return try Landlord(row, sealer)
        }
    }
}

extension RoomOffer {
    static let sql = """
        SELECT room.*, house.address, house.colour, house.landlord, house.land,
            (SELECT count(*) FROM tenancy
                WHERE tenancy.room = room.id AND tenancy.endedAt IS NULL) AS occupants
        FROM room JOIN house ON house.id = room.house
        """

    static func fetch(_ room: Identifier<Room>, _ db: Database) throws -> RoomOffer {
        let sql = Self.sql + " WHERE room.id = ?"
        guard let row = try Row.fetchOne(db, sql: sql, arguments: [room.rawValue]) else {
            throw AdmissionError.unknownRoom
        }
        return try RoomOffer(row)
    }

    init(_ row: Row) throws {
        guard let colour = Colour(rawValue: try row.text("colour")),
            let land = House.LandType(rawValue: try row.text("land"))
        else { throw StorageError.damaged }
        let house = House(
            id: try row.id("house"), address: try row.text("address"), colour: colour,
            landlord: try row.id("landlord"), land: land)
        let room = Room(
            id: try row.id("id"), house: house.id, number: try row.text("number"),
            capacity: try row.number("capacity"), areaCm2: try row.number("areaCm2"),
            rent: Money(fen: try row.number("rentFen")),
            amenities: try row.json([String].self, "amenities"))
        self.init(room: room, house: house, occupants: try row.number("occupants"))
    }
}

extension Landlord {
    /// The sealed part of the row.
    private struct Person: Codable {
        let name: String
        let number: String
        let phone: String
    }

    private static func place(_ id: String) -> Binding {
        Binding(table: "landlord", row: id, column: "person")
    }

    init(_ row: Row, _ sealer: Sealer) throws {
        let id = try row.text("id")
        let person = try sealer.open(
            json: Person.self, try row.bytes("person"), bound: Self.place(id))
        let authority =
            row["authority"] == nil ? nil : try row.json(LettingAuthority.self, "authority")
        self.init(
            id: Identifier(id), name: person.name, number: person.number, phone: person.phone,
            authority: authority)
    }

    func put(_ sealer: Sealer, _ db: Database) throws {
        let person = Person(name: name, number: number, phone: phone)
        try db.execute(
            sql: "INSERT OR REPLACE INTO landlord VALUES (?, ?, ?)",
            arguments: [
                id.rawValue, try sealer.seal(json: person, bound: Self.place(id.rawValue)).data,
                try authority.map { try jsonText($0) },
            ])
    }
}
