import GRDB
public import Registry
import Sealing

/// What was deleted when a person withdrew his consent to the comparison of faces.
public struct Withdrawal: Equatable, Sendable, Codable {
    /// When.
    public let at: Timestamp
    /// The stays it covers, the newest first.
    public let tenancies: [Identifier<Tenancy>]
    /// Comparisons whose score, thresholds and models' hashes were deleted.
    public internal(set) var comparisons = 0
    /// Photos of documents that were deleted.
    public internal(set) var photos = 0
    /// Earlier print-outs of his data, which told the score, that were deleted.
    public internal(set) var printOuts = 0
}

/// A withdrawal with the journal's entry that proves it.
public struct WithdrawalEntry: Equatable, Sendable {
    /// What was deleted.
    public let withdrawal: Withdrawal
    /// The entry's place in the journal.
    public let sequence: Int
    /// The chain's hash up to the entry, 32 bytes.
    public let hash: [UInt8]
}

extension TenancyStore {
    /// Withdraws the consent of the holder of the document with this number, in one transaction:
    /// what came from the comparison of faces is deleted, each consent marked, a journal entry
    /// written. The stays themselves remain, as the law demands.
    ///
    /// Done again it changes nothing and gives the entry of the first time. Throws
    /// ``StorageError/unknownRecord`` where there was nothing to withdraw.
    public func withdrawConsent(
        number: String, at time: Timestamp
    ) async throws -> WithdrawalEntry {
        let (entry, documents) = try await records.write { [sealer = records.sealer] db in
            try Self.withdraw(number, at: time, sealer, db)
        }
        for document in documents { try await archive.remove(document) }
        return entry
    }

    /// - Returns: the entry, and the documents whose files go once the rows are gone.
    private static func withdraw(
        _ number: String, at time: Timestamp, _ sealer: Sealer, _ db: Database
    ) throws -> (WithdrawalEntry, [String]) {
        let leases = try consented(number, sealer, db)
        guard let newest = leases.first?.signed.draft.tenancy else {
            guard let entry = try withdrawal(number, sealer, db) else {
                throw StorageError.unknownRecord
            }
            return (entry, [])
        }
        var withdrawal = Withdrawal(at: time, tenancies: leases.map(\.signed.draft.tenancy))
        for lease in leases {
            if try lease.withdraw(at: time, sealer, db) { withdrawal.comparisons += 1 }
            try db.execute(
                sql: "DELETE FROM photo WHERE tenancy = ?",
                arguments: [lease.signed.draft.tenancy.rawValue])
            withdrawal.photos += db.changesCount
        }
        // A print-out tells of every stay, whichever it is filed with.
        let stays = try String.fetchAll(
            db, sql: "SELECT id FROM tenancy WHERE numberHash = ?",
            arguments: [try sealer.hash(.number(number)).data])
        let documents = try stays.flatMap { try deletePrintOuts(of: $0, at: time, db) }
        withdrawal.printOuts = documents.count
        let sequence = try Journal.append(
            .withdrawal, subject: newest.rawValue, body: withdrawal, at: time, sealer, db)
        let (_, hash) = try Journal.readHead(sealer, db)
        return (
            WithdrawalEntry(withdrawal: withdrawal, sequence: sequence, hash: hash), documents
        )
    }

    /// The newest withdrawal of the holder of the document with this number; `nil` where there is
    /// none, or the journal's entry has reached its end.
    public func withdrawal(number: String) async throws -> WithdrawalEntry? {
        try await records.read { [sealer = records.sealer] db in
            try Self.withdrawal(number, sealer, db)
        }
    }

    /// His leases, made here, under a consent to the camera that stands.
    private static func consented(
        _ number: String, _ sealer: Sealer, _ db: Database
    ) throws -> [LeaseRecord] {
        let sql = """
            SELECT lease.* FROM lease JOIN tenancy ON tenancy.id = lease.tenancy
            WHERE tenancy.numberHash = ? AND tenancy.madeBy IS NULL
            ORDER BY tenancy.recordedAt DESC, tenancy.id DESC
            """
        let hash = try sealer.hash(.number(number))
        return try Row.fetchAll(db, sql: sql, arguments: [hash.data])
            .map { try LeaseRecord($0, sealer) }
            .filter {
                $0.signed.consent.way == .face && $0.signed.consent.withdrawnAt == nil
            }
    }

    private static func withdrawal(
        _ number: String, _ sealer: Sealer, _ db: Database
    ) throws -> WithdrawalEntry? {
        let sql = """
            SELECT * FROM journal WHERE kind = ?
                AND subject IN (SELECT id FROM tenancy WHERE numberHash = ?)
            ORDER BY sequence DESC LIMIT 1
            """
        let hash = try sealer.hash(.number(number))
        let arguments: StatementArguments = [JournalKind.withdrawal.rawValue, hash.data]
        guard let row = try Row.fetchOne(db, sql: sql, arguments: arguments) else { return nil }
        let entry = try JournalRow(row)
        do {
            let withdrawal = try sealer.open(
                json: Withdrawal.self, entry.body, bound: Journal.place(entry.sequence))
            return WithdrawalEntry(
                withdrawal: withdrawal, sequence: entry.sequence, hash: entry.hash)
        } catch SealingError.keyDestroyed {
            return nil
        }
    }

    /// - Returns: the documents whose files go once the rows are gone.
    private static func deletePrintOuts(
        of tenancy: String, at time: Timestamp, _ db: Database
    ) throws -> [String] {
        let arguments: StatementArguments = [tenancy, EffectKind.printOwnData.rawValue]
        let documents = try String.fetchAll(
            db, sql: "SELECT documentSHA256 FROM paper WHERE tenancy = ? AND kind = ?",
            arguments: arguments)
        try db.execute(
            sql: "DELETE FROM paper WHERE tenancy = ? AND kind = ?", arguments: arguments)
        for document in documents {
            try db.execute(
                sql: "DELETE FROM archive_document WHERE sha256 = ?", arguments: [document])
        }
        // One that has not come out yet is not wanted any more.
        try db.execute(
            sql: """
                UPDATE effect SET state = 'dropped', changedAt = ?
                WHERE tenancy = ? AND kind = ? AND state IN ('pending', 'failed')
                """, arguments: [time.milliseconds] + arguments)
        return documents
    }
}

extension LeaseRecord {
    /// - Returns: whether a comparison's details were deleted.
    fileprivate func withdraw(
        at time: Timestamp, _ sealer: Sealer, _ db: Database
    ) throws -> Bool {
        let number = signed.draft.number
        func replace(_ value: some Encodable, _ column: String) throws {
            let sealed = try sealer.seal(json: value, bound: Self.place(number, column))
            try db.execute(
                sql: "UPDATE lease SET \(column) = ? WHERE number = ?",
                arguments: [sealed.data, number])
        }
        var consent = signed.consent
        consent.withdrawnAt = time
        try replace(consent, "consent")
        guard case .face = signed.identification else { return false }
        try replace(Identification.withdrawn(at: time), "identification")
        return true
    }
}
