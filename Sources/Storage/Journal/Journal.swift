import Crypto
import FoundationEssentials
import GRDB
public import Registry
import Sealing

/// The append-only, hash-chained record of what happened at this kiosk.
///
/// Each entry's hash covers the one before, so nothing in the middle can be altered, removed,
/// put in or moved unseen; a sealed copy of the newest hash guards the end. Triggers in the
/// database refuse changes by mistake, ``verify()`` finds those made on purpose. Only a copy
/// kept elsewhere can show that a whole older folder was put back.
public struct Journal: Sendable {
    /// The hash before the first entry.
    static let origin = [UInt8](repeating: 0, count: 32)
    private static let headPlace = Binding(table: "journal_head", row: "1", column: "head")

    let records: Records

    /// Writes an entry of its own; entries that belong to a record are written with it.
    ///
    /// `subject` is an id, never a personal value: it stays in clear. Returns the sequence.
    @discardableResult
    public func append(
        _ kind: JournalKind, subject: String, body: some Encodable & Sendable, at time: Timestamp
    ) async throws -> Int {
        try await records.write { [sealer = records.sealer] db in
            try Self.append(kind, subject: subject, body: body, at: time, sealer, db)
        }
    }

    /// Records that `staff` looked at personal data of `subject`, why and from where.
    public func recordLook(
        by staff: Identifier<Staff>, at subject: String, purpose: String, from place: ActPlace,
        time: Timestamp
    ) async throws {
        let body = ["staff": staff.rawValue, "purpose": purpose, "from": place.rawValue]
        try await append(.look, subject: subject, body: body, at: time)
    }

    /// Records that a person looked at what is kept of himself: of each of `subjects`, or under
    /// the visit's id where nothing is kept. `identification` is the way in which he was known,
    /// `clerk` who compared him in person, `notice` the version of the notice he agreed to.
    public func recordOwnLook(
        at subjects: [String], identification: String, clerk: Identifier<Staff>?, notice: Int,
        time: Timestamp
    ) async throws {
        var body = [
            "person": "self", "identification": identification, "purpose": "本人查看",
            "notice": "\(notice)", "from": ActPlace.screen.rawValue,
        ]
        body["staff"] = clerk?.rawValue
        let words = body
        try await records.write { [sealer = records.sealer] db in
            for subject in subjects {
                try Self.append(.look, subject: subject, body: words, at: time, sealer, db)
            }
        }
    }

    /// Up to `limit` entries from `sequence` on.
    public func entries(from sequence: Int = 1, limit: Int = 100) async throws -> [JournalEntry] {
        try await records.read { [sealer = records.sealer] db in
            let sql = "SELECT * FROM journal WHERE sequence >= ? ORDER BY sequence LIMIT ?"
            return try Row.fetchAll(db, sql: sql, arguments: [sequence, limit]).map {
                let row = try JournalRow($0)
                guard let kind = JournalKind(rawValue: row.kind) else {
                    throw StorageError.damaged
                }
                return JournalEntry(
                    sequence: row.sequence, at: row.at, kind: kind, subject: row.subject,
                    body: try sealer.open(row.body, bound: Self.place(row.sequence)),
                    bodyHash: row.bodyHash, previous: row.previous, hash: row.hash)
            }
        }
    }

    /// Tells that entries were added, at once and after each commit, until the task that follows
    /// is cancelled.
    public func growth() throws -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield()
        let observation = DatabaseRegionObservation(tracking: Table("journal"))
        let observing = observation.start(in: try records.connection().database) { _ in
            continuation.finish()
        } onChange: { _ in
            continuation.yield()
        }
        continuation.onTermination = { _ in observing.cancel() }
        return stream
    }

    /// The newest entry's sequence; 0 for an empty journal.
    public func newest() async throws -> Int {
        try await records.read { [sealer = records.sealer] db in try Self.readHead(sealer, db).0 }
    }

    /// The first entry the platform does not have, as it last said.
    public func uploadNext() async throws -> Int {
        try await records.read { db in
            try Int.fetchOne(db, sql: "SELECT uploadNext FROM link") ?? 1
        }
    }

    /// The platform has everything below `next`.
    public func uploaded(below next: Int) async throws {
        try await records.write { db in
            try db.execute(sql: "UPDATE link SET uploadNext = ?", arguments: [next])
        }
    }

    /// Appends within the transaction of `db`.
    @discardableResult
    static func append(
        _ kind: JournalKind, subject: String, body: some Encodable, at time: Timestamp,
        _ sealer: Sealer, _ db: Database
    ) throws -> Int {
        let (last, previous) = try readHead(sealer, db)
        let sequence = last + 1
        let sealed = try sealer.seal(json: body, bound: place(sequence))
        var row = JournalRow(
            sequence: sequence, at: time, kind: kind.rawValue, subject: subject, body: sealed,
            bodyHash: Array(SHA256.hash(data: sealed)), previous: previous, hash: [])
        row.hash = row.expectedHash(at: sequence)
        try db.execute(
            sql: "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                row.sequence, row.at.milliseconds, row.kind, row.subject, row.body.data,
                row.bodyHash.data, row.previous.data, row.hash.data,
            ])
        try writeHead(sequence: sequence, hash: row.hash, sealer, db)
        return sequence
    }

    static func place(_ sequence: Int) -> Binding {
        Binding(table: "journal", row: String(sequence), column: "body")
    }

    static func writeHead(
        sequence: Int, hash: [UInt8], _ sealer: Sealer, _ db: Database
    ) throws {
        let head = bigEndian(UInt64(sequence)) + hash
        try db.execute(
            sql: "INSERT OR REPLACE INTO journal_head VALUES (1, ?)",
            arguments: [try sealer.seal(head, bound: headPlace).data])
    }

    /// Sequence and hash of the newest entry, as sealed when it was written.
    static func readHead(_ sealer: Sealer, _ db: Database) throws -> (Int, [UInt8]) {
        guard let row = try Row.fetchOne(db, sql: "SELECT head FROM journal_head") else {
            throw StorageError.damaged
        }
        let head = try sealer.open(try row.bytes("head"), bound: headPlace)
        guard head.count == 40 else { throw StorageError.damaged }
        return (head.prefix(8).reduce(0) { $0 << 8 | Int($1) }, Array(head.dropFirst(8)))
    }
}

extension JournalRow {
    init(_ row: Row) throws {
        self.init(
            sequence: try row.number("sequence"), at: try row.time("at"),
            kind: try row.text("kind"), subject: try row.text("subject"),
            body: try row.bytes("body"), bodyHash: try row.bytes("bodyHash"),
            previous: try row.bytes("previous"), hash: try row.bytes("hash"))
    }
}
