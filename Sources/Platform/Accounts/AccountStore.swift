import DeviceSupport
public import Registry
public import Sealing

/// Who signs in to the platform and how he proves it. Every change is in the audit.
public struct AccountStore: Sendable {
    private let database: Database
    private let sealer: Sealer
    private let hashing = Hashing()

    /// Accounts kept in `database`; names and secrets are sealed by `sealer`.
    public init(database: Database, sealer: Sealer) {
        (self.database, self.sealer) = (database, sealer)
    }

    /// One at a time: a hash takes 64 MiB, so that guessing in parallel gains nothing.
    private actor Hashing {
        private let executor = BlockingExecutor(label: "password-hash")
        nonisolated var unownedExecutor: UnownedSerialExecutor {
            executor.asUnownedSerialExecutor()
        }
        func hash(_ password: String) throws -> PasswordHash {
            try PasswordHash(password: password)
        }
        func matches(_ password: String, _ hash: PasswordHash) -> Bool { hash.matches(password) }
    }

    private struct Known: Sendable {
        let account: Account
        let password: PasswordHash
        let codes: OneTimePassword
        let isDisabled: Bool
    }

    /// Adds somebody.
    ///
    /// - Returns: the secret of his one-time codes, which is shown once.
    /// - Throws: ``AccountError/exists``, ``AccountError/unknownPlace`` for a village, street or
    ///   landlord that is not there, `SealingError.passwordLength`.
    @discardableResult
    public func create(
        _ account: Account, password: String, at time: Timestamp
    ) async throws -> OneTimePassword {
        let hash = try await hashing.hash(password)
        let codes = OneTimePassword()
        let name = try sealer.seal(Array(account.name.utf8), bound: Self.place(account.id, "name"))
        let secret = try sealer.seal(codes.secret, bound: Self.place(account.id, "secret"))
        try await database.transaction(.county) { session in
            try Self.check(account, session)
            let count = try session.execute(
                """
                INSERT INTO account (id, name, role, street, village, landlord, password_hash,
                    secret, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
                """,
                [
                    SQLValue(account.id), .bytes(name), .text(account.role.rawValue),
                    SQLValue(account.scope.street), SQLValue(account.scope.village),
                    SQLValue(account.landlord?.rawValue), .text(hash.encoded), .bytes(secret),
                    .timestamp(time),
                ])
            guard count == 1 else { throw AccountError.exists }
            try Self.note(.created, account.id, at: time, session)
        }
        return codes
    }

    /// Gives somebody a new password; his sessions end. Throws ``AccountError/unknown``.
    public func changePassword(
        of id: Identifier<Account>, to password: String, at time: Timestamp
    ) async throws {
        let hash = try await hashing.hash(password)
        try await change(
            id, "generation = generation + 1, password_hash = $2", .text(hash.encoded),
            .passwordChanged, at: time)
    }

    /// Gives somebody a new secret for one-time codes; codes of the old one end, and his sessions.
    /// Throws ``AccountError/unknown``.
    public func renewCodes(
        of id: Identifier<Account>, at time: Timestamp
    ) async throws -> OneTimePassword {
        let codes = OneTimePassword()
        let sealed = try sealer.seal(codes.secret, bound: Self.place(id, "secret"))
        try await change(
            id, "generation = generation + 1, secret = $2, last_step = 0", .bytes(sealed),
            .codesChanged, at: time)
        return codes
    }

    /// Ends somebody's access; sessions end with the next request. Throws
    /// ``AccountError/unknown``.
    public func disable(_ id: Identifier<Account>, at time: Timestamp) async throws {
        try await change(id, "disabled_at = $2", .timestamp(time), .disabled, at: time)
    }

    /// Somebody who may sign in; `nil` when there is nobody, or not any more.
    public func account(_ id: Identifier<Account>) async throws -> Account? {
        try await known(id).flatMap { $0.isDisabled ? nil : $0.account }
    }

    /// Everybody, by id, with whether he may still sign in.
    public func all() async throws -> [(account: Account, isDisabled: Bool)] {
        let ids: [Identifier<Account>] = try await database.transaction(.county) { session in
            try session.rows("SELECT id FROM account ORDER BY id").map {
                Identifier(try $0.text("id"))
            }
        }
        var all: [(account: Account, isDisabled: Bool)] = []
        for id in ids {
            if let known = try await known(id) { all.append((known.account, known.isDisabled)) }
        }
        return all
    }

    /// Checks id, password and one-time code. Takes the same time whether there is such a person
    /// or not; the audit says who came in, or that somebody was refused.
    ///
    /// - Throws: ``AccountError/refused``, which does not say what was wrong.
    public func signIn(
        _ id: Identifier<Account>, password: String, code: String, from origin: AddressKind,
        at time: Timestamp
    ) async throws -> Account {
        let found = try await known(id)
        let isRight = await hashing.matches(password, found?.password ?? .nobody)
        let isIn = try await database.transaction(.county) { session in
            guard isRight, let found, !found.isDisabled,
                try Self.use(code, of: found, at: time, session)
            else {
                // Whoever nobody knows is recorded without what he typed: it may be anything.
                try AuditStore.add(
                    .refused, by: found?.account.id.rawValue ?? "unknown", subject: "",
                    from: origin.rawValue, at: time, session)
                return false
            }
            try AuditStore.add(
                .signedIn, by: id.rawValue, subject: "", from: origin.rawValue, at: time, session)
            return true
        }
        guard isIn, let found else { throw AccountError.refused }
        return found.account
    }

    /// Takes a code's step for good. Two who come with one code at once: one of them gets in.
    private static func use(
        _ code: String, of known: Known, at time: Timestamp, _ session: Session
    ) throws -> Bool {
        let id = SQLValue(known.account.id)
        let row = try session.rows(
            "SELECT last_step FROM account WHERE id = $1 FOR UPDATE", [id]
        ).first
        guard let last = try row?.number("last_step"),
            let step = known.codes.step(of: code, at: time, after: Int64(last))
        else { return false }
        try session.execute(
            "UPDATE account SET last_step = $2 WHERE id = $1", [id, .integer(Int(step))])
        return true
    }

    private func known(_ id: Identifier<Account>) async throws -> Known? {
        try await database.transaction(.county) { [sealer] session in
            let rows = try session.rows("SELECT * FROM account WHERE id = $1", [SQLValue(id)])
            guard let row = rows.first else { return nil }
            let name = try sealer.open(try row.bytes("name"), bound: Self.place(id, "name"))
            let secret = try sealer.open(try row.bytes("secret"), bound: Self.place(id, "secret"))
            var account = Account(
                id: id, name: String(decoding: name, as: UTF8.self),
                role: Role(rawValue: try row.text("role")) ?? .anyone,
                street: try row.optionalText("street"),
                village: try row.optionalText("village").map { Identifier($0) },
                landlord: try row.optionalText("landlord").map { Identifier($0) })
            account?.generation = try row.number("generation")
            guard let account else { throw PlatformError.unexpectedRow(column: "role") }
            return Known(
                account: account,
                password: PasswordHash(encoded: try row.text("password_hash")),
                codes: OneTimePassword(secret: secret),
                isDisabled: try row.optionalTime("disabled_at") != nil)
        }
    }

    private func change(
        _ id: Identifier<Account>, _ columns: String, _ value: SQLValue, _ act: AuditStore.Act,
        at time: Timestamp
    ) async throws {
        try await database.transaction(.county) { session in
            let count = try session.execute(
                "UPDATE account SET \(columns) WHERE id = $1", [SQLValue(id), value])
            guard count == 1 else { throw AccountError.unknown }
            try Self.note(act, id, at: time, session)
        }
    }

    private static func check(_ account: Account, _ session: Session) throws {
        let (village, street) = (account.scope.village, account.scope.street)
        let found =
            if let landlord = account.landlord {
                try session.rows(
                    "SELECT 1 FROM landlord WHERE village = $1 AND id = $2",
                    [SQLValue(village), SQLValue(landlord)])
            } else if let village {
                try session.rows("SELECT 1 FROM village WHERE village = $1", [.text(village)])
            } else {
                try session.rows(
                    "SELECT 1 WHERE $1::text IS NULL "
                        + "OR EXISTS (SELECT 1 FROM village WHERE street = $1)",
                    [SQLValue(street)])
            }
        guard !found.isEmpty else { throw AccountError.unknownPlace }
    }

    private static func note(
        _ act: AuditStore.Act, _ id: Identifier<Account>, at time: Timestamp, _ session: Session
    ) throws(PlatformError) {
        try AuditStore.add(
            act, by: "operator", subject: id.rawValue, from: AuditStore.command, at: time, session)
    }

    private static func place(_ id: Identifier<Account>, _ column: String) -> Binding {
        Binding(table: "account", row: id.rawValue, column: column)
    }
}
