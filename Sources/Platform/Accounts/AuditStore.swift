public import Registry

/// What people did on the platform, in an order that nobody can change.
public struct AuditStore: Sendable {
    /// What is recorded.
    public enum Act: String, Sendable, Codable {
        case signedIn, refused, signedOut
        case created, passwordChanged, codesChanged, disabled
        /// Looked at a page that shows people, masked or not; the subject is the village.
        case looked

        /// For the operator.
        public var chinese: String {
            switch self {
            case .signedIn: "登录"
            case .refused: "登录被拒"
            case .signedOut: "退出"
            case .created: "新增账号"
            case .passwordChanged: "更换密码"
            case .codesChanged: "更换动态码"
            case .disabled: "停用账号"
            case .looked: "查看"
            }
        }
    }
    /// One entry.
    public struct Entry: Equatable, Sendable, Codable {
        /// When.
        public let at: Timestamp
        /// Who.
        public let account: String
        /// What.
        public let act: Act
        /// About what: an id, never a person's value.
        public let subject: String
        /// From where: `loopback`, `network` or `command`.
        public let origin: String
    }
    /// The origin of what an operator did by command.
    static let command = "command"

    private let database: Database

    /// Entries kept in `database`.
    public init(database: Database) { self.database = database }

    /// Adds an entry.
    func add(
        _ act: Act, by account: String, subject: String, from origin: String, at time: Timestamp
    ) async throws {
        try await database.transaction(.county) { session in
            try Self.add(act, by: account, subject: subject, from: origin, at: time, session)
        }
    }

    /// Up to `limit` entries, the newest first.
    public func newest(_ limit: Int = 200) async throws -> [Entry] {
        try await database.transaction(.county) { session in
            try session.rows("SELECT * FROM audit ORDER BY id DESC LIMIT $1", [.integer(limit)])
                .map {
                    guard let act = Act(rawValue: try $0.text("act")) else {
                        throw PlatformError.unexpectedRow(column: "act")
                    }
                    return Entry(
                        at: try $0.time("at"), account: try $0.text("account"), act: act,
                        subject: try $0.text("subject"), origin: try $0.text("origin"))
                }
        }
    }

    static func add(
        _ act: Act, by account: String, subject: String, from origin: String,
        at time: Timestamp, _ session: Session
    ) throws(PlatformError) {
        try session.execute(
            "INSERT INTO audit (id, at, account, act, subject, origin) "
                + "VALUES ($1, $2, $3, $4, $5, $6)",
            [
                SQLValue(Identifier<Entry>.make(at: time)), .timestamp(time), .text(account),
                .text(act.rawValue), .text(subject), .text(origin),
            ])
    }
}
