import FoundationEssentials
import Registry
import Sealing

/// The tables whose rows kiosks are told of.
enum ChangeKind: String, CaseIterable, Sendable {
    case landlord, house, room, controller, tenancy, request, task

    /// Table and condition; `$1` village, `$3` kiosk, `$4` now. Every statement uses all four.
    var condition: String {
        let own = "kiosk = $3 AND $4::timestamptz IS NOT NULL"
        let all = "$3::text IS NOT NULL AND $4::timestamptz IS NOT NULL"
        let rule =
            switch self {
            case .request: "kiosk = $3 AND answered_at IS NULL AND expires_at > $4"
            case .task: "\(own) AND settled_at IS NULL"
            default: all
            }
        return "\(rawValue) WHERE village = $1 AND \(rule)"
    }

    /// Makes the change out of its row.
    func change(
        _ row: SQLRow, of village: Identifier<Village>, _ sealer: Sealer
    ) throws -> VillageChange {
        switch self {
        case .landlord: .landlord(try Self.landlord(row, of: village, sealer))
        case .house: .house(try Self.house(row))
        case .room: .room(try Self.room(row))
        case .controller: .controller(try Self.controller(row))
        case .tenancy:
            .tenancy(
                try Self.tenancy(row, of: village, sealer),
                madeBy: Identifier(try row.text("kiosk")))
        case .request:
            .request(
                try sealer.open(
                    json: TenancyRequest.self, try row.bytes("body"),
                    bound: try bound(row, of: village, column: "body")))
        case .task:
            .task(
                VillageTask(
                    id: Identifier(try row.text("id")), matter: try Self.json(row, "matter")))
        }
    }

    private func bound(
        _ row: SQLRow, of village: Identifier<Village>, column: String
    ) throws -> Binding {
        Binding(table: rawValue, row: "\(village)/\(try row.text("id"))", column: column)
    }

    private static func landlord(
        _ row: SQLRow, of village: Identifier<Village>, _ sealer: Sealer
    ) throws -> Landlord {
        let person = try sealer.open(
            json: Landlord.Person.self, try row.bytes("person"),
            bound: try ChangeKind.landlord.bound(row, of: village, column: "person"))
        let hasAuthority = try row.optionalText("authority") != nil
        return Landlord(
            id: Identifier(try row.text("id")), name: person.name, number: person.number,
            phone: person.phone, authority: hasAuthority ? try json(row, "authority") : nil)
    }

    private static func house(_ row: SQLRow) throws -> House {
        guard let colour = Colour(rawValue: try row.text("colour")) else {
            throw PlatformError.unexpectedRow(column: "colour")
        }
        guard let land = House.LandType(rawValue: try row.text("land")) else {
            throw PlatformError.unexpectedRow(column: "land")
        }
        return House(
            id: Identifier(try row.text("id")), address: try row.text("address"), colour: colour,
            landlord: Identifier(try row.text("landlord")), land: land)
    }

    private static func room(_ row: SQLRow) throws -> Room {
        Room(
            id: Identifier(try row.text("id")), house: Identifier(try row.text("house")),
            number: try row.text("number"), capacity: try row.number("capacity"),
            areaCm2: try row.number("area_cm2"), rent: Money(fen: try row.number("rent_fen")),
            amenities: try json(row, "amenities"))
    }

    private static func controller(_ row: SQLRow) throws -> DoorController {
        guard let serial = UInt32(exactly: try row.number("serial")) else {
            throw PlatformError.unexpectedRow(column: "serial")
        }
        return DoorController(
            id: Identifier(try row.text("id")), house: Identifier(try row.text("house")),
            serial: serial, address: try row.text("address"),
            cardNumber: try json(row, "card_number"))
    }

    private static func tenancy(
        _ row: SQLRow, of village: Identifier<Village>, _ sealer: Sealer
    ) throws -> TenancyReport {
        let person = try sealer.open(
            json: Tenancy.Person.self, try row.bytes("person"),
            bound: try ChangeKind.tenancy.bound(row, of: village, column: "person"))
        return TenancyReport(
            tenancy: Tenancy(
                id: Identifier(try row.text("id")), room: Identifier(try row.text("room")),
                lease: try row.text("lease"), from: try row.day("from_day"),
                until: try row.day("until_day"), recordedAt: try row.time("recorded_at")),
            tenant: person.document, phone: person.phone,
            documentSHA256: try row.optionalText("document_sha256"),
            endedAt: try row.optionalTime("ended_at"))
    }

    private static func json<Value: Decodable>(_ row: SQLRow, _ column: String) throws -> Value {
        let text = try row.text(column)
        guard let value = try? JSONDecoder().decode(Value.self, from: Data(text.utf8)) else {
            throw PlatformError.unexpectedRow(column: column)
        }
        return value
    }
}
