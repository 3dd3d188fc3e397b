import GRDB
public import Registry
import Sealing

/// The running check-in, saved at every step so that a restart can go on with it.
public struct CheckInStore: Sendable {
    let records: Records

    /// Replaces what was saved, of this or an earlier visitor.
    public func save(
        _ state: some Encodable & Sendable, id: Identifier<CheckInSession>, at time: Timestamp
    ) async throws {
        try await records.write { [sealer = records.sealer] db in
            let sealed = try sealer.seal(json: state, bound: Self.place(id.rawValue))
            try db.execute(
                sql: "INSERT OR REPLACE INTO check_in VALUES (1, ?, ?, ?)",
                arguments: [id.rawValue, sealed.data, time.milliseconds])
        }
    }

    /// The saved check-in; `nil` when none runs. Throws `SealingError.notOpened` for one that
    /// cannot be read any more, also because its type has changed: drop it with ``clear()``.
    public func load<State: Decodable & Sendable>(
        _ type: State.Type
    ) async throws -> (id: Identifier<CheckInSession>, state: State)? {
        try await records.read { [sealer = records.sealer] db in
            guard let row = try Row.fetchOne(db, sql: "SELECT * FROM check_in") else { return nil }
            let id = try row.text("id")
            let state = try sealer.open(
                json: type, try row.bytes("state"), bound: Self.place(id))
            return (Identifier(id), state)
        }
    }

    /// Forgets the check-in: it is recorded, left or wiped.
    public func clear() async throws {
        try await records.write { db in try db.execute(sql: "DELETE FROM check_in") }
    }

    private static func place(_ id: String) -> Binding {
        Binding(table: "check_in", row: id, column: "state")
    }
}
