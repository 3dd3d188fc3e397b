import GRDB
public import Registry
import Sealing

/// A recorded settlement.
public struct SettlementRecord: Equatable, Sendable {
    /// What was settled.
    public let settlement: Settlement
    /// SHA-256 of the archived document, hexadecimal.
    public let documentSHA256: String
}

extension TenancyStore {
    /// How `tenancy` was settled; `nil` while it lasts, and where nothing was drawn up.
    public func settlement(of tenancy: Identifier<Tenancy>) async throws -> SettlementRecord? {
        try await records.read { [sealer = records.sealer] db in
            let sql = "SELECT * FROM settlement WHERE tenancy = ?"
            return try Row.fetchOne(db, sql: sql, arguments: [tenancy.rawValue]).map {
                try SettlementRecord($0, sealer)
            }
        }
    }

    /// The settlements' numbers by tenancy. Opens none of them.
    public func settlementNumbers() async throws -> [Identifier<Tenancy>: String] {
        try await records.read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT tenancy, number FROM settlement")
            var numbers: [Identifier<Tenancy>: String] = [:]
            for row in rows { numbers[try row.id("tenancy")] = try row.text("number") }
            return numbers
        }
    }

    /// Records the end of a tenancy in one transaction: the end itself, the settlement, its
    /// document's row, what is no longer wanted at the doors, a journal entry and the effects.
    /// All of it is there when this returns,
    /// nothing when it throws. The bed is free from then on.
    ///
    /// A repeat with the same settlement returns what was recorded and writes nothing.
    ///
    /// - Throws: ``StorageError/movedOn`` for a tenancy that has ended otherwise,
    ///   ``StorageError/unknownRecord``, ``StorageError/notArchived`` and
    ///   ``StorageError/differentRepeat``; other ``StorageError`` when the disk fails.
    @discardableResult
    public func end(
        _ settlement: Settlement, document: LeaseDocument, effects: [NewEffect],
        at time: Timestamp
    ) async throws -> TenancyEnd {
        guard archive.holds(document.archived.sha256) else { throw StorageError.notArchived }
        return try await records.write { [sealer = records.sealer] db in
            if let recorded = try Self.recorded(settlement, document, db) { return recorded }
            let tenancy = settlement.lease.tenancy
            try Self.close(tenancy, lease: settlement.lease.number, at: time, db)
            try db.execute(
                sql: "INSERT INTO archive_document VALUES (?, ?, ?, ?)",
                arguments: [
                    document.archived.sha256, settlement.number, document.archived.size,
                    document.archivedAt.milliseconds,
                ])
            try settlement.insert(document, sealer, db)
            try DoorGrant.end(of: tenancy, at: time, db)
            for effect in effects { try effect.insert(for: tenancy, at: time, sealer, db) }
            let end = TenancyEnd(
                tenancy: tenancy, endedAt: time, documentSHA256: document.archived.sha256)
            try Journal.append(
                .checkOut, subject: tenancy.rawValue, body: end, at: time, sealer, db)
            return end
        }
    }

    /// The end that this settlement has recorded already.
    private static func recorded(
        _ settlement: Settlement, _ document: LeaseDocument, _ db: Database
    ) throws -> TenancyEnd? {
        let sql = """
            SELECT settlement.tenancy, settlement.documentSHA256, tenancy.endedAt FROM settlement
            JOIN tenancy ON tenancy.id = settlement.tenancy WHERE settlement.number = ?
            """
        guard let row = try Row.fetchOne(db, sql: sql, arguments: [settlement.number]) else {
            return nil
        }
        let end = TenancyEnd(
            tenancy: try row.id("tenancy"), endedAt: try row.time("endedAt"),
            documentSHA256: try row.text("documentSHA256"))
        guard end.tenancy == settlement.lease.tenancy,
            end.documentSHA256 == document.archived.sha256
        else { throw StorageError.differentRepeat }
        return end
    }

    private static func close(
        _ tenancy: Identifier<Tenancy>, lease: String, at time: Timestamp, _ db: Database
    ) throws {
        try db.execute(
            sql: "UPDATE tenancy SET endedAt = ? WHERE id = ? AND lease = ? AND endedAt IS NULL",
            arguments: [time.milliseconds, tenancy.rawValue, lease])
        guard db.changesCount == 0 else { return }
        let sql = "SELECT 1 FROM tenancy WHERE id = ? AND lease = ?"
        let isKnown = try Row.fetchOne(db, sql: sql, arguments: [tenancy.rawValue, lease]) != nil
        throw isKnown ? StorageError.movedOn : StorageError.unknownRecord
    }
}

extension Settlement {
    fileprivate static func place(_ number: String) -> Binding {
        Binding(table: "settlement", row: number, column: "body")
    }

    fileprivate func insert(
        _ document: LeaseDocument, _ sealer: Sealer, _ db: Database
    ) throws {
        let body = try sealer.seal(json: self, bound: Self.place(number))
        try db.execute(
            sql: "INSERT INTO settlement VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                number, lease.tenancy.rawValue, document.form.form, document.form.version,
                body.data, document.archived.sha256, madeAt.milliseconds,
            ])
    }
}

extension SettlementRecord {
    fileprivate init(_ row: Row, _ sealer: Sealer) throws {
        settlement = try sealer.open(
            json: Settlement.self, try row.bytes("body"),
            bound: Settlement.place(try row.text("number")))
        documentSHA256 = try row.text("documentSHA256")
    }
}
