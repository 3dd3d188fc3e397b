import FoundationEssentials
import GRDB
public import Registry
import Sealing

/// Ends what has reached the end of its time: rows and files are deleted, keys that seal nothing
/// any more are destroyed, and what was done stands in the journal.
public struct RetentionStore: Sendable {
    let records: Records
    let archive: Archive

    /// Deletes what is due by `terms`.
    ///
    /// Safe to repeat and to be cut short at any point: the next run does the rest. The journal's
    /// bodies end with their keys, those of a kiosk with a platform (`isLinked`) only after they
    /// have gone up.
    @discardableResult
    public func run(
        _ terms: RetentionTerms, isLinked: Bool, at time: Timestamp
    ) async throws -> RetentionReport {
        let deletion = try await records.write { [sealer = records.sealer] db in
            var deletion = RetentionDeletion(RetentionReport(at: time, terms: terms), sealer)
            try deletion.deleteTenancies(db)
            try deletion.deleteWork(db)
            try deletion.forgetPhones(db)
            try deletion.deletePhotos(db)
            try deletion.deletePrintOuts(db)
            return deletion
        }
        for document in deletion.documents { try await archive.remove(document) }
        var report = deletion.report
        report.keysDestroyed = try await destroyKeys(terms, isLinked: isLinked, at: time)
        guard !report.isEmpty else { return report }
        try await Journal(records: records).append(
            .retention, subject: time.day.iso8601, body: report, at: time)
        return report
    }

    /// What was deleted in the runs the journal still tells of, the newest first.
    public func reports() async throws -> [RetentionReport] {
        try await records.read { [sealer = records.sealer] db in
            let sql = "SELECT * FROM journal WHERE kind = ? ORDER BY sequence DESC"
            let rows = try Row.fetchAll(
                db, sql: sql, arguments: [JournalKind.retention.rawValue])
            return try rows.compactMap { row in
                let (place, body) = (
                    Journal.place(try row.number("sequence")), try row.bytes("body")
                )
                do {
                    return try sealer.open(json: RetentionReport.self, body, bound: place)
                } catch SealingError.keyDestroyed {
                    return nil
                }
            }
        }
    }

    private func destroyKeys(
        _ terms: RetentionTerms, isLinked: Bool, at time: Timestamp
    ) async throws -> [KeyRing.KeyID] {
        let ring = records.sealer.ring
        try ring.advance(to: time.day)
        let files = try await archive.keysInUse()
        let inUse = try await records.read { db in
            try SealedColumn.keysInUse(db)
                .union(
                    SealedColumn.journalKeysInUse(
                        since: time + .seconds(-86_400 * terms.journalDays), isLinked: isLinked,
                        db))
        }
        let idle = ring.history.filter { $0.destroyedOn == nil && $0.kind.hasTerm }.map(\.id)
        return try ring.destroy(Set(idle).subtracting(inUse).subtracting(files), on: time.day)
    }
}

/// The columns that hold sealed values: every BLOB that is no hash. Read from the schema, so that
/// a new one is never forgotten.
enum SealedColumn {
    /// The keys that values in the tables name, the journal's bodies apart.
    static func keysInUse(_ db: Database) throws -> Set<KeyRing.KeyID> {
        let sql = """
            SELECT schema.name AS tableName, info.name AS columnName
            FROM sqlite_schema AS schema JOIN pragma_table_info(schema.name) AS info
            WHERE schema.type = 'table' AND schema.name <> 'journal' AND info.type = 'BLOB'
                AND info.name NOT LIKE '%hash'
            """
        var keys: Set<KeyRing.KeyID> = []
        for row in try Row.fetchAll(db, sql: sql) {
            let (table, column) = (try row.text("tableName"), try row.text("columnName"))
            let sql =
                "SELECT DISTINCT substr(\(column), 1, 5) FROM \(table) WHERE \(column) NOT NULL"
            let heads = try Data.fetchAll(db, sql: sql)
            keys.formUnion(heads.compactMap(Sealer.keyID(inHead:)))
        }
        return keys
    }

    /// The keys of bodies that are newer than `since` or have not gone up yet.
    static func journalKeysInUse(
        since: Timestamp, isLinked: Bool, _ db: Database
    ) throws -> Set<KeyRing.KeyID> {
        let sql = """
            SELECT DISTINCT substr(body, 1, 5) FROM journal
            WHERE at >= ? OR (? AND sequence >= (SELECT uploadNext FROM link))
            """
        let heads = try Data.fetchAll(db, sql: sql, arguments: [since.milliseconds, isLinked])
        return Set(heads.compactMap(Sealer.keyID(inHead:)))
    }
}
