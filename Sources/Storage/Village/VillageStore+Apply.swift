import GRDB
public import Registry
import Sealing

extension VillageStore {
    /// Takes over what the platform says of the village, up to `position`, in one transaction.
    ///
    /// Each change is the newest state of one thing: applying one twice changes nothing. What
    /// this kiosk made itself it knows better; those tenancies come back only to a folder that
    /// has lost them. `own` is this kiosk's name at the platform.
    public func apply(
        _ changes: [VillageChange], position: Int, own: Identifier<KioskStation>,
        at time: Timestamp
    ) async throws {
        try await records.write { [sealer = records.sealer] db in
            for change in changes {
                switch change {
                case .landlord(let landlord): try landlord.put(sealer, db)
                case .house(let house): try house.put(db)
                case .room(let room): try room.put(db)
                case .controller(let controller): try controller.put(db)
                case .tenancy(let report, let kiosk):
                    try report.put(madeBy: kiosk == own ? nil : kiosk, sealer, db)
                case .request(let request): try request.put(sealer, db)
                case .task(let task): try task.raise(at: time, db)
                }
            }
            try db.execute(sql: "UPDATE link SET position = ?", arguments: [position])
        }
    }

    /// How far the mirror has come; 0 for a new folder.
    public func position() async throws -> Int {
        try await records.read { db in
            try Int.fetchOne(db, sql: "SELECT position FROM link") ?? 0
        }
    }

    /// Every controller of the village.
    public func controllers() async throws -> [DoorController] {
        try await records.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM controller ORDER BY serial")
                .map(DoorController.init)
        }
    }

    /// The controllers of a house's doors.
    public func controllers(of house: Identifier<House>) async throws -> [DoorController] {
        try await records.read { db in try DoorController.of(house, db) }
    }

    /// One controller; `nil` when the village has none of this id.
    public func controller(_ id: Identifier<DoorController>) async throws -> DoorController? {
        try await records.read { db in
            let sql = "SELECT * FROM controller WHERE id = ?"
            return try Row.fetchOne(db, sql: sql, arguments: [id.rawValue])
                .map(DoorController.init)
        }
    }
}

extension House {
    fileprivate func put(_ db: Database) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO house VALUES (?, ?, ?, ?, ?)",
            arguments: [id.rawValue, address, colour.rawValue, landlord.rawValue, land.rawValue])
    }
}

extension Room {
    fileprivate func put(_ db: Database) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO room VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                id.rawValue, house.rawValue, number, capacity, areaCm2, rent.fen,
                try jsonText(amenities),
            ])
    }
}

extension DoorController {
    fileprivate func put(_ db: Database) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO controller VALUES (?, ?, ?, ?, ?)",
            arguments: [
                id.rawValue, house.rawValue, Int(serial), address, try jsonText(cardNumber),
            ])
    }

    static func of(_ house: Identifier<House>, _ db: Database) throws -> [DoorController] {
        let sql = "SELECT * FROM controller WHERE house = ? ORDER BY serial"
        return try Row.fetchAll(db, sql: sql, arguments: [house.rawValue]).map(Self.init)
    }

    init(_ row: Row) throws {
        guard let serial = UInt32(exactly: try row.number("serial")) else {
            throw StorageError.damaged
        }
        self.init(
            id: try row.id("id"), house: try row.id("house"), serial: serial,
            address: try row.text("address"),
            cardNumber: try row.json(CardNumberRule.self, "cardNumber"))
    }
}

extension TenancyReport {
    fileprivate func put(
        madeBy kiosk: Identifier<KioskStation>?, _ sealer: Sealer, _ db: Database
    ) throws {
        let id = tenancy.id.rawValue
        let known = "SELECT 1 FROM tenancy WHERE id = ?"
        guard try Row.fetchOne(db, sql: known, arguments: [id]) == nil else {
            try db.execute(
                sql: "UPDATE tenancy SET endedAt = ? WHERE id = ? AND madeBy IS NOT NULL",
                arguments: [endedAt?.milliseconds, id])
            return
        }
        try TenancyStore.insert(tenancy, tenant: tenant, phone: phone, madeBy: kiosk, sealer, db)
        try db.execute(
            sql: "UPDATE tenancy SET endedAt = ? WHERE id = ?",
            arguments: [endedAt?.milliseconds, id])
    }
}

extension VillageTask {
    /// Lays it before the clerk, once; the exception bears the task's id.
    fileprivate func raise(at time: Timestamp, _ db: Database) throws {
        let exception =
            switch matter {
            case .overfullRoom(let room):
                DeskException(
                    id: id, subject: .room(room), fault: .overfullRoom, remedies: [.seen],
                    raisedAt: time)
            }
        let known = "SELECT 1 FROM exception WHERE id = ?"
        guard try Row.fetchOne(db, sql: known, arguments: [id.rawValue]) == nil else { return }
        try exception.insert(db)
    }
}
