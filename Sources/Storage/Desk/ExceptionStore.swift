import GRDB
public import Registry
import Sealing

/// Matters a machine cannot settle, until a clerk has.
public struct ExceptionStore: Sendable {
    let records: Records

    /// Lays a matter before the clerk. While one with the same subject and code is open, no
    /// second is made.
    ///
    /// - Returns: the open exception, the older one if there was one.
    @discardableResult
    public func raise(_ exception: DeskException) async throws -> DeskException {
        try await records.write { db in
            let subject = try jsonText(exception.subject)
            let sql = """
                SELECT * FROM exception WHERE subject = ? AND code = ? AND resolvedAt IS NULL
                """
            let key: StatementArguments = [subject, exception.fault.code]
            if let row = try Row.fetchOne(db, sql: sql, arguments: key) {
                return try DeskException(row)
            }
            try exception.insert(db)
            return exception
        }
    }

    /// Everything that waits for the clerk, the oldest first.
    public func open() async throws -> [DeskException] {
        try await records.read { db in
            let sql = "SELECT * FROM exception WHERE resolvedAt IS NULL ORDER BY raisedAt, id"
            return try Row.fetchAll(db, sql: sql).map(DeskException.init)
        }
    }

    /// Records the clerk's decision, with a journal entry.
    ///
    /// - Returns: what was settled.
    /// - Throws: ``StorageError/unknownRecord``, ``StorageError/movedOn`` when it is settled
    ///   already, ``StorageError/remedyNotOffered``; ``StorageError/reasonMissing`` when the
    ///   clerk vouches for a person without saying why.
    @discardableResult
    public func resolve(
        _ id: Identifier<DeskException>, by staff: Identifier<Staff>,
        remedy: DeskException.Remedy, reason: String, at time: Timestamp
    ) async throws -> DeskException {
        let isBlank = reason.allSatisfy(\.isWhitespace)
        if remedy == .compareInPerson, isBlank { throw StorageError.reasonMissing }
        return try await records.write { [sealer = records.sealer] db in
            let sql = "SELECT * FROM exception WHERE id = ?"
            guard let row = try Row.fetchOne(db, sql: sql, arguments: [id.rawValue]) else {
                throw StorageError.unknownRecord
            }
            guard row["resolvedAt"] == nil else { throw StorageError.movedOn }
            let exception = try DeskException(row)
            guard exception.remedies.contains(remedy) else {
                throw StorageError.remedyNotOffered
            }
            let decision = Decision(staff: staff, remedy: remedy, reason: reason)
            try exception.close(decision, at: time, sealer, db)
            return exception
        }
    }

    /// Closes what nobody needs to settle any more, such as the matters of a visitor who left.
    ///
    /// - Returns: how many were open.
    @discardableResult
    public func withdraw(
        about subject: DeskException.Subject, at time: Timestamp
    ) async throws -> Int {
        try await records.write { [sealer = records.sealer] db in
            let sql = "SELECT * FROM exception WHERE subject = ? AND resolvedAt IS NULL"
            let open = try Row.fetchAll(db, sql: sql, arguments: [try jsonText(subject)])
                .map(DeskException.init)
            for exception in open { try exception.close(nil, at: time, sealer, db) }
            return open.count
        }
    }
}

/// What a clerk decided.
private struct Decision {
    let staff: Identifier<Staff>
    let remedy: DeskException.Remedy
    let reason: String
}

extension DeskException {
    func insert(_ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO exception VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL)",
            arguments: [
                id.rawValue, try jsonText(subject), fault.code, try jsonText(fault),
                try jsonText(remedies), raisedAt.milliseconds,
            ])
    }

    fileprivate init(_ row: Row) throws {
        self.init(
            id: try row.id("id"), subject: try row.json(Subject.self, "subject"),
            fault: try row.json(Fault.self, "fault"),
            remedies: try row.json([Remedy].self, "remedies"),
            raisedAt: try row.time("raisedAt"))
    }

    /// Closes the row; without a decision it is withdrawn.
    fileprivate func close(
        _ decision: Decision?, at time: Timestamp, _ sealer: Sealer, _ db: Database
    ) throws {
        let place = Binding(table: "exception", row: id.rawValue, column: "reason")
        let reason = try decision.map { try sealer.seal(Array($0.reason.utf8), bound: place).data }
        try db.execute(
            sql: """
                UPDATE exception SET resolvedAt = ?, resolvedBy = ?, remedy = ?, reason = ?
                WHERE id = ?
                """,
            arguments: [
                time.milliseconds, decision?.staff.rawValue, decision?.remedy.rawValue, reason,
                id.rawValue,
            ])
        let body = [
            "code": fault.code, "staff": decision?.staff.rawValue,
            "remedy": decision?.remedy.rawValue ?? "withdrawn", "reason": decision?.reason,
        ]
        try Journal.append(
            .decision, subject: id.rawValue, body: body, at: time, sealer, db)
    }
}
