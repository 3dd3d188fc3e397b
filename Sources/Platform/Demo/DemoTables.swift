import Foundation
import Registry
import Sealing
import Specimens

/// A made-up village as rows. Things come before what names them, so that a kiosk that takes the
/// changes in their order knows every house before its rooms.
struct DemoTables: Sendable {
    private struct Table: Sendable {
        let name: String
        let columns: [String]
        let rows: [[SQLValue]]

        /// Positions go from `first` on.
        func write(from first: Int, conflict: String? = nil, to session: Session) throws {
            let numbered = zip(first..., rows).map { position, row in
                [SQLValue(DemoVillage.id), .integer(position)] + row
            }
            try session.insert(
                into: name, ["village", "position"] + columns, numbered, conflict: conflict)
        }
    }
    let houseCount: Int
    private let tables: [Table]

    /// Seals every personal field; that takes most of the time and is done before any row is
    /// written.
    init(_ village: TrialVillage, controllers: String?, sealer: Sealer) throws {
        houseCount = village.houses.count
        tables = [
            Table(
                name: "landlord", columns: ["id", "person", "authority"],
                rows: try village.landlords.map { try Self.row($0, sealer) }),
            Table(
                name: "house", columns: ["id", "address", "colour", "landlord", "land"],
                rows: village.houses.map(Self.row)),
            Table(
                name: "room",
                columns: [
                    "id", "house", "number", "capacity", "area_cm2", "rent_fen", "amenities",
                ],
                rows: try village.rooms.map(Self.row)),
            try Self.table(controllers.map { village.controllers(at: $0) } ?? []),
            Table(
                name: "tenancy",
                columns: [
                    "id", "room", "kiosk", "lease", "from_day", "until_day", "recorded_at",
                    "person", "masked_name",
                ] + PersonHashes.columns,
                rows: try village.occupants.map { try Self.row($0, sealer) }),
        ]
    }

    func write(to session: Session) throws {
        let positions = try session.positions(
            tables.reduce(0) { $0 + $1.rows.count }, of: DemoVillage.id)
        var next = positions.lowerBound
        for table in tables {
            try table.write(from: next, to: session)
            next += table.rows.count
        }
    }

    /// Puts controllers at positions from `first` on in the place of those of the same ids.
    static func write(
        _ controllers: [DoorController], from first: Int, to session: Session
    ) throws {
        let conflict =
            "(village, id) DO UPDATE SET address = excluded.address, position = excluded.position"
        try table(controllers).write(from: first, conflict: conflict, to: session)
    }

    private static func table(_ controllers: [DoorController]) throws -> Table {
        Table(
            name: "controller", columns: ["id", "house", "serial", "address", "card_number"],
            rows: try controllers.map(row))
    }

    private static func row(_ landlord: Landlord, _ sealer: Sealer) throws -> [SQLValue] {
        [
            SQLValue(landlord.id), .bytes(try landlord.sealed(in: DemoVillage.id, sealer)),
            SQLValue(try landlord.authority.map { try json($0) }),
        ]
    }

    private static func row(_ house: House) -> [SQLValue] {
        [
            SQLValue(house.id), .text(house.address), .text(house.colour.rawValue),
            SQLValue(house.landlord), .text(house.land.rawValue),
        ]
    }

    private static func row(_ room: Room) throws -> [SQLValue] {
        [
            SQLValue(room.id), SQLValue(room.house), .text(room.number),
            .integer(room.capacity), .integer(room.areaCm2), .integer(room.rent.fen),
            .text(try json(room.amenities)),
        ]
    }

    private static func row(_ controller: DoorController) throws -> [SQLValue] {
        [
            SQLValue(controller.id), SQLValue(controller.house),
            .integer(Int(controller.serial)), .text(controller.address),
            .text(try json(controller.cardNumber)),
        ]
    }

    private static func row(
        _ occupant: TrialVillage.Occupant, _ sealer: Sealer
    ) throws -> [SQLValue] {
        let (tenancy, document) = (occupant.tenancy, occupant.document)
        return try [
            SQLValue(tenancy.id), SQLValue(tenancy.room), SQLValue(DemoVillage.maker),
            .text(tenancy.lease), .day(tenancy.from), .day(tenancy.until),
            .timestamp(tenancy.recordedAt),
            .bytes(
                tenancy.sealed(document, phone: occupant.phone, in: DemoVillage.id, sealer)),
            .text(document.maskedName),
        ] + sealer.hashes(of: document, phone: occupant.phone).values
    }

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
