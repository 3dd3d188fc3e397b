import Crypto
import Foundation
public import Registry
public import Sealing

/// Ends what has reached the end of its time on the platform, village by village, and destroys
/// the keys that nothing is sealed with any more.
public struct RetentionStore: Sendable {
    private let database: Database
    private let sealer: Sealer
    private let blobs: String

    /// Ends records in `database` and documents in the folder `blobs`.
    public init(database: Database, sealer: Sealer, blobs: String) {
        (self.database, self.sealer, self.blobs) = (database, sealer, blobs)
    }

    /// Deletes by the terms that hold for kiosks, too: of them those of leases, of work that is
    /// done and of the journal.
    public func run(_ terms: RetentionTerms, at time: Timestamp) async throws -> RetentionReport {
        var report = RetentionReport(at: time, terms: terms)
        let villages: [Identifier<Village>] = try await database.transaction(.county) { session in
            try session.rows("SELECT village FROM village ORDER BY village").map {
                Identifier(try $0.text("village"))
            }
        }
        for village in villages {
            let ended = try await end(terms, in: village, at: time)
            for (kind, count) in ended where count > 0 { report.deleted[kind, default: 0] += count }
        }
        try await sweepDocuments()
        let unused = left(on: time.day).subtracting(try await keysInUse())
        report.keysDestroyed = try sealer.ring.destroy(unused, on: time.day)
        return report
    }

    /// Keys that nobody seals with any more. A server takes a new key with its next day at the
    /// latest, and what it sealed before is soon in its row: a key is left alone until another
    /// has taken its place for two days.
    private func left(on day: CalendarDate) -> Set<KeyRing.KeyID> {
        let history = sealer.ring.history
        return Set(
            history.filter { key in
                history.contains {
                    $0.kind == key.kind && $0.id > key.id && $0.madeOn.adding(days: 2) <= day
                }
            }.map(\.id))
    }

    private func end(
        _ terms: RetentionTerms, in village: Identifier<Village>, at time: Timestamp
    ) async throws -> [String: Int] {
        let before = { @Sendable (days: Int) in
            SQLValue.timestamp(time + .seconds(-86_400 * days))
        }
        let name = SQLValue(village)
        return try await database.transaction(.village(village)) { session in
            let gone = try session.rows(
                """
                DELETE FROM tenancy WHERE village = $1 AND ended_at < $2
                RETURNING document_sha256, settlement_sha256
                """, [name, before(terms.leaseDays)])
            var documents = 0
            for row in gone {
                for sha256 in [
                    try row.optionalText("document_sha256"),
                    try row.optionalText("settlement_sha256"),
                ].compactMap(\.self) {
                    documents += try session.execute(
                        "DELETE FROM blob WHERE village = $1 AND sha256 = $2",
                        [name, .text(sha256)])
                }
            }
            let requests = try session.execute(
                """
                DELETE FROM request WHERE village = $1
                    AND (answered_at < $2 OR answered_at IS NULL AND expires_at < $2)
                """, [name, before(terms.workDays)])
            let tasks = try session.execute(
                "DELETE FROM task WHERE village = $1 AND settled_at < $2",
                [name, before(terms.workDays)])
            let bodies = try session.execute(
                """
                UPDATE event SET body = NULL
                WHERE village = $1 AND body IS NOT NULL AND arrived_at < $2
                """, [name, before(terms.journalDays)])
            return [
                "tenancy": gone.count, "document": documents, "request": requests,
                "exception": tasks, "event": bodies,
            ]
        }
    }

    /// Files that no village has a row for any more. One that arrives has its file before its
    /// row: what is younger than a day is left alone.
    private func sweepDocuments() async throws {
        let named: Set<String> = try await database.transaction(.county) { session in
            Set(try session.rows("SELECT sha256 FROM blob").map { try $0.text("sha256") })
        }
        let yesterday = Date(timeIntervalSinceNow: -86_400)
        for name in try FileManager.default.contentsOfDirectory(atPath: blobs)
        where name.utf8.count == 64 && !named.contains(name) {
            let file = blobs + "/" + name
            let written =
                try FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
            if let written, written < yesterday {
                try FileManager.default.removeItem(atPath: file)
            }
        }
    }

    /// Every key that something here is still sealed with, as the sealed values say themselves.
    private func keysInUse() async throws -> Set<KeyRing.KeyID> {
        let columns = [
            ("tenancy", "person"), ("landlord", "person"), ("event", "body"), ("request", "body"),
            ("account", "name"), ("account", "secret"),
        ]
        var used: Set<KeyRing.KeyID> = try await database.transaction(.county) { session in
            var used: Set<KeyRing.KeyID> = []
            for (table, column) in columns {
                let sql = """
                    SELECT DISTINCT substring(\(column) FROM 1 FOR \(Sealer.headLength)) AS head
                    FROM \(table) WHERE \(column) IS NOT NULL
                    """
                for row in try session.rows(sql) {
                    guard let id = Sealer.keyID(inHead: try row.bytes("head")) else { continue }
                    used.insert(id)
                }
            }
            return used
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: blobs) {
            guard let file = FileHandle(forReadingAtPath: blobs + "/" + name) else { continue }
            defer { try? file.close() }
            let head = try file.read(upToCount: Sealer.headLength) ?? Data()
            if let id = Sealer.keyID(inHead: head) { used.insert(id) }
        }
        return used
    }
}
