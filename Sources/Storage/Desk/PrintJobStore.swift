import GRDB
public import Registry
import Sealing

/// States of print jobs, saved before every step so that nothing is printed twice.
public struct PrintJobStore: Sendable {
    let records: Records

    /// Replaces the state kept under `key`, the job's own name.
    public func save(
        _ state: some Encodable & Sendable, key: String, isFinished: Bool, at time: Timestamp
    ) async throws {
        try await records.write { [sealer = records.sealer] db in
            let sealed = try sealer.seal(json: state, bound: Self.place(key))
            try db.execute(
                sql: "INSERT OR REPLACE INTO print_job VALUES (?, ?, ?, ?)",
                arguments: [key, sealed.data, isFinished ? 1 : 0, time.milliseconds])
        }
    }

    /// The state kept under `key`; `nil` when there is none.
    public func load<State: Decodable & Sendable>(
        _ type: State.Type, key: String
    ) async throws -> State? {
        try await records.read { [sealer = records.sealer] db in
            let sql = "SELECT * FROM print_job WHERE key = ?"
            return try Row.fetchOne(db, sql: sql, arguments: [key]).map {
                try sealer.open(json: type, try $0.bytes("state"), bound: Self.place(key))
            }
        }
    }

    /// Every job that is not finished, by key.
    public func unfinished<State: Decodable & Sendable>(
        _ type: State.Type
    ) async throws -> [(key: String, state: State)] {
        try await records.read { [sealer = records.sealer] db in
            let sql = "SELECT * FROM print_job WHERE isFinished = 0 ORDER BY key"
            return try Row.fetchAll(db, sql: sql).map {
                let key = try $0.text("key")
                let sealed = try $0.bytes("state")
                return (key, try sealer.open(json: type, sealed, bound: Self.place(key)))
            }
        }
    }

    private static func place(_ key: String) -> Binding {
        Binding(table: "print_job", row: key, column: "state")
    }
}
