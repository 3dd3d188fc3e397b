import DeviceSupport
public import Registry

/// Whose rows a transaction sees and may write. Row security in the database holds to it.
public enum Scope: Equatable, Sendable {
    /// One village's.
    case village(Identifier<Village>)
    /// Everybody's, for the county's own pages.
    case county
    /// Nobody's.
    case none
}

/// The platform's PostgreSQL database: a few connections, each on a thread of its own.
public actor Database {
    private let all: [Connection]
    private var idle: [Connection]
    private var waiting: [CheckedContinuation<Connection, Never>] = []

    /// Names the database; connections are opened when they are needed.
    public init(_ parameters: DatabaseParameters, connections: Int = 4) {
        all = (0..<max(1, connections)).map { _ in Connection(parameters) }
        idle = all
    }

    /// Runs `body` in one transaction: all of it is recorded, or nothing when it throws.
    ///
    /// `body` runs on the connection's thread and must not wait for anything but the database.
    /// A connection that broke while it was idle is opened anew before `body`; one that breaks
    /// within it throws ``PlatformError/databaseLost``, and nothing is tried again by itself.
    @discardableResult
    public func transaction<Value: Sendable>(
        _ scope: Scope, _ body: @escaping @Sendable (Session) throws -> Value
    ) async throws -> Value {
        let connection = await take()
        defer { giveBack(connection) }
        return try await connection.transaction(scope, body)
    }

    /// Closes every connection; the next transaction opens one again.
    public func close() async {
        for connection in all { await connection.close() }
    }

    private func take() async -> Connection {
        if let connection = idle.popLast() { return connection }
        return await withCheckedContinuation { waiting.append($0) }
    }

    private func giveBack(_ connection: Connection) {
        if waiting.isEmpty {
            idle.append(connection)
        } else {
            waiting.removeFirst().resume(returning: connection)
        }
    }
}

/// One connection and the thread it blocks.
private actor Connection {
    private let parameters: DatabaseParameters
    private let executor = BlockingExecutor(label: "platform.database")
    private var session: Session?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    init(_ parameters: DatabaseParameters) { self.parameters = parameters }

    func close() { session = nil }

    func transaction<Value: Sendable>(
        _ scope: Scope, _ body: @Sendable (Session) throws -> Value
    ) throws -> Value {
        let session = try begin(scope)
        do {
            let value = try body(session)
            try session.commit()
            return value
        } catch {
            if !session.rollback() { self.session = nil }
            throw error
        }
    }

    private func begin(_ scope: Scope) throws(PlatformError) -> Session {
        if let session {
            do {
                try session.begin(scope)
                return session
            } catch .databaseLost {
                // It broke while nothing was under way: nothing is lost by opening another.
                self.session = nil
            } catch {
                if !session.rollback() { self.session = nil }
                throw error
            }
        }
        let fresh = try Session(parameters)
        try fresh.begin(scope)
        session = fresh
        return fresh
    }
}
