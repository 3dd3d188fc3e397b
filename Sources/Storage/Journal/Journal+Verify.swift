import Crypto
import GRDB
import Sealing

/// What ``Journal/verify()`` found.
public enum JournalVerdict: Equatable, Sendable {
    /// What is wrong with an entry.
    public enum Flaw: String, Sendable {
        /// Its sealed body was altered.
        case alteredBody
        /// Its time, kind, subject or hashes were altered.
        case alteredEntry
        /// It was taken out.
        case missing
        /// It was put in by somebody without the key.
        case added
        /// It stood elsewhere.
        case reordered
        /// The sealed copy of the newest hash was altered or taken out.
        case headAltered

        /// For the clerk.
        public var chinese: String {
            switch self {
            case .alteredBody: "内容被改动"
            case .alteredEntry: "时间、类别或编号被改动"
            case .missing: "被删除"
            case .added: "不是本机写入的"
            case .reordered: "顺序被调换"
            case .headAltered: "末尾标记被改动"
            }
        }
    }

    /// Every entry is as written; how many there are.
    case intact(count: Int)
    /// The first wrong sequence and what is wrong there.
    case broken(sequence: Int, flaw: Flaw)
}

extension Journal {
    /// Checks the whole chain, the bodies' seals and the sealed end. Reads every entry once.
    public func verify() async throws -> JournalVerdict {
        try await records.read { [sealer = records.sealer] db in
            var (last, previous) = (0, Self.origin)
            let rows = try Row.fetchCursor(db, sql: "SELECT * FROM journal ORDER BY sequence")
            while let next = try rows.next() {
                let row = try JournalRow(next)
                if let found = try Self.flaw(of: row, after: last, previous, sealer, db) {
                    return found
                }
                (last, previous) = (row.sequence, row.hash)
            }
            guard let (sequence, hash) = try? Self.readHead(sealer, db) else {
                return .broken(sequence: last, flaw: .headAltered)
            }
            if sequence > last { return .broken(sequence: last + 1, flaw: .missing) }
            if sequence < last { return .broken(sequence: sequence + 1, flaw: .added) }
            guard hash == previous else { return .broken(sequence: last, flaw: .alteredEntry) }
            return .intact(count: last)
        }
    }

    private static func flaw(
        of row: JournalRow, after last: Int, _ previous: [UInt8], _ sealer: Sealer, _ db: Database
    ) throws -> JournalVerdict? {
        let sequence = last + 1
        guard row.sequence == sequence else {
            return .broken(sequence: sequence, flaw: row.sequence > sequence ? .missing : .added)
        }
        guard row.hash == row.expectedHash(at: sequence) else {
            return try misplaced(row, db)
        }
        guard Array(SHA256.hash(data: row.body)) == row.bodyHash else {
            return .broken(sequence: sequence, flaw: .alteredBody)
        }
        guard row.previous == previous, isOurs(row.body, at: sequence, sealer) else {
            return .broken(sequence: sequence, flaw: .added)
        }
        return nil
    }

    /// Hashes anybody can compute; only this kiosk's key can seal a body for this place. One whose
    /// key was destroyed at its end is vouched for by the chain and the sealed head alone.
    private static func isOurs(_ body: [UInt8], at sequence: Int, _ sealer: Sealer) -> Bool {
        do {
            _ = try sealer.open(body, bound: place(sequence))
            return true
        } catch {
            return error == .keyDestroyed
        }
    }

    /// Tells an entry that was written for another place from one that was altered.
    private static func misplaced(_ row: JournalRow, _ db: Database) throws -> JournalVerdict {
        let count = try Int.fetchOne(db, sql: "SELECT max(sequence) FROM journal") ?? 0
        // Some may have been taken out and the rest moved up, so look further than the end.
        let home = (1...(2 * count + 1)).first { row.expectedHash(at: $0) == row.hash }
        guard let home else { return .broken(sequence: row.sequence, flaw: .alteredEntry) }
        let original = "SELECT 1 FROM journal WHERE sequence = ? AND hash = ?"
        if try Row.fetchOne(db, sql: original, arguments: [home, row.hash.data]) != nil {
            return .broken(sequence: row.sequence, flaw: .added)  // A copy of another entry.
        }
        let predecessor = "SELECT 1 FROM journal WHERE hash = ?"
        let isThere = try Row.fetchOne(db, sql: predecessor, arguments: [row.previous.data]) != nil
        return .broken(sequence: row.sequence, flaw: isThere || home == 1 ? .reordered : .missing)
    }
}
