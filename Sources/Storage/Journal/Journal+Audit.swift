import FoundationEssentials
import GRDB
public import Registry
import Sealing

/// From where somebody acts.
public enum ActPlace: String, Sendable {
    /// The clerk's desk.
    case desk
    /// A command on the kiosk itself.
    case command
    /// The tenant's screen.
    case screen

    /// In Chinese, by the word kept in the journal; what is not known as it stands.
    public static func chinese(_ word: String) -> String {
        switch ActPlace(rawValue: word) {
        case .desk: "前台"
        case .command: "本机命令"
        case .screen: "租客屏幕"
        case nil: word
        }
    }
}

/// What a person did, as the journal tells it.
public struct AuditRecord: Equatable, Sendable, Codable {
    /// The entry's place in the journal.
    public let sequence: Int
    /// When.
    public let at: Timestamp
    /// Sort of entry.
    public let kind: String
    /// The id of what it was about.
    public let subject: String
    /// Who, what, why, from where: the entry's own words by name. `nil` once its key is destroyed.
    public let words: [String: String]?
}

extension Journal {
    /// The view for an audit: what people looked at, decided and changed since `start`, of one
    /// `subject` or of all, the newest first, at most `limit`.
    public func audit(
        of subject: String? = nil, since start: Timestamp, limit: Int = 10_000
    ) async throws -> [AuditRecord] {
        try await records.read { [sealer = records.sealer] db in
            let sql = """
                SELECT * FROM journal WHERE at >= ? AND kind IN ('look', 'decision', 'staff')
                    AND (? IS NULL OR subject = ?)
                ORDER BY sequence DESC LIMIT ?
                """
            let arguments: StatementArguments = [start.milliseconds, subject, subject, limit]
            return try Row.fetchAll(db, sql: sql, arguments: arguments).map { row in
                let entry = try JournalRow(row)
                return AuditRecord(
                    sequence: entry.sequence, at: entry.at, kind: entry.kind,
                    subject: entry.subject, words: try Self.words(of: entry, sealer))
            }
        }
    }

    private static func words(
        of entry: JournalRow, _ sealer: Sealer
    ) throws -> [String: String]? {
        do {
            return try sealer.open(
                json: [String: String?].self, entry.body, bound: place(entry.sequence)
            ).compactMapValues { $0 }
        } catch SealingError.keyDestroyed {
            return nil
        }
    }
}
