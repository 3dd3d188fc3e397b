import GRDB
import Glibc
import Registry
import Sealing
import Synchronization

/// The open database, shared by all stores: one connection, so one writer and no stale reader.
final class Records: Sendable {
    let sealer: Sealer
    private let open: Mutex<Connection?>

    init(path: String, sealer: Sealer, lock: FolderLock) throws {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.foreignKeysEnabled = true
        // Values bound to statements never appear in errors: they may be personal.
        configuration.publicStatementArguments = false
        do {
            let database = try DatabaseQueue(path: path, configuration: configuration)
            try database.inDatabase { db in
                // GRDB sets NORMAL with WAL, under which a power cut loses the last commits.
                try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
            }
            open = Mutex(Connection(database: database, lock: lock))
        } catch {
            throw Self.translated(error)
        }
        self.sealer = sealer
    }

    func read<Value: Sendable>(
        _ body: @Sendable (Database) throws -> Value
    ) async throws -> Value {
        do {
            return try await connection().database.read(body)
        } catch {
            throw Self.translated(error)
        }
    }

    /// One transaction: all of `body` or nothing.
    func write<Value: Sendable>(
        _ body: @Sendable (Database) throws -> Value
    ) async throws -> Value {
        do {
            return try await connection().database.write(body)
        } catch {
            throw Self.translated(error)
        }
    }

    /// A copy of the database as it stands, in a file of its own.
    func copy(to path: String) async throws {
        do {
            try await connection().database.writeWithoutTransaction { db in
                try db.execute(sql: "VACUUM INTO ?", arguments: [path])
            }
        } catch {
            throw Self.translated(error)
        }
    }

    /// The same, before there is anybody to await it.
    func writeNow<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do { return try connection().database.write(body) } catch { throw Self.translated(error) }
    }

    /// The connection; it stays open as long as somebody holds it. Throws after ``close()``.
    @discardableResult
    func connection() throws(StorageError) -> Connection {
        guard let connection = open.withLock({ $0 }) else { throw .folderUnusable(EBADF) }
        return connection
    }

    /// No new work begins; the connection goes with the last work that runs.
    func close() { open.withLock { $0 = nil } }

    /// Errors of the database as this module's own; others as they are.
    private static func translated(_ error: any Error) -> any Error {
        if error is RowDecodingError { return StorageError.damaged }
        guard let error = error as? DatabaseError else { return error }
        return switch error.resultCode {
        case .SQLITE_FULL: StorageError.diskFull
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_MISMATCH: StorageError.damaged
        default: StorageError.database(error.extendedResultCode.rawValue)
        }
    }
}

/// A connection and the lock it needs, which go in this order.
///
/// A call that meets a connection closed under it would crash in SQLite, so nobody closes it:
/// it closes when its last user lets go.
final class Connection: Sendable {
    let database: DatabaseQueue
    private let lock: FolderLock

    init(database: DatabaseQueue, lock: FolderLock) {
        (self.database, self.lock) = (database, lock)
    }

    deinit {
        try? database.close()
        lock.release()
    }
}
