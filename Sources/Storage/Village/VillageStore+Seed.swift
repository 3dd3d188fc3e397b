import GRDB
public import Registry
import Sealing

extension VillageStore {
    /// Puts a made-up village into an empty trial folder.
    ///
    /// - Returns: whether anything was written; a folder that has houses stays as it is.
    /// - Throws: ``StorageError/trialOnly`` for a real folder.
    @discardableResult
    public func seed(_ village: TrialVillage, at time: Timestamp) async throws -> Bool {
        guard purpose == .trial else { throw StorageError.trialOnly }
        return try await records.write { [sealer = records.sealer] db in
            let houses = try Int.fetchOne(db, sql: "SELECT count(*) FROM house") ?? 0
            guard houses == 0 else { return false }
            for landlord in village.landlords { try landlord.insert(sealer, db) }
            for house in village.houses { try house.insert(db) }
            for room in village.rooms { try room.insert(db) }
            for occupant in village.occupants {
                try TenancyStore.insert(
                    occupant.tenancy, tenant: occupant.document, phone: occupant.phone, sealer, db)
            }
            let body = ["houses": village.houses.count, "rooms": village.rooms.count]
            try Journal.append(.seed, subject: "village", body: body, at: time, sealer, db)
            return true
        }
    }
}

extension House {
    func insert(_ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO house VALUES (?, ?, ?, ?, ?)",
            arguments: [id.rawValue, address, colour.rawValue, landlord.rawValue, land.rawValue])
    }
}

extension Room {
    func insert(_ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO room VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                id.rawValue, house.rawValue, number, capacity, areaCm2, rent.fen,
                try jsonText(amenities),
            ])
    }
}
