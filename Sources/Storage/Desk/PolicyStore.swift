import GRDB
public import Registry
import Sealing

/// How far each insurance has come, saved before every step so that none is booked twice.
public struct PolicyStore: Sendable {
    let records: Records

    /// Replaces the state kept under `key`. `number` is the insurer's, while a policy is in
    /// force.
    public func save(
        _ state: some Encodable & Sendable, key: Identifier<PolicyApplication>,
        tenancy: Identifier<Tenancy>, number: String?, isFinished: Bool, at time: Timestamp
    ) async throws {
        try await records.write { [sealer = records.sealer] db in
            let sealed = try sealer.seal(json: state, bound: Self.place(key.rawValue, "state"))
            let place = Self.place(key.rawValue, "number")
            let sealedNumber = try number.map { try sealer.seal(Array($0.utf8), bound: place).data }
            try db.execute(
                sql: "INSERT OR REPLACE INTO policy VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    key.rawValue, tenancy.rawValue, sealed.data, sealedNumber,
                    isFinished ? 1 : 0, time.milliseconds,
                ])
        }
    }

    /// The state kept under `key`; `nil` when there is none.
    public func load<State: Decodable & Sendable>(
        _ type: State.Type, key: Identifier<PolicyApplication>
    ) async throws -> State? {
        try await states(type, "key = ?", key.rawValue).first
    }

    /// The states of a tenancy's insurances, the oldest application first.
    public func all<State: Decodable & Sendable>(
        _ type: State.Type, of tenancy: Identifier<Tenancy>
    ) async throws -> [State] {
        try await states(type, "tenancy = ?", tenancy.rawValue)
    }

    /// The insurer's numbers of a tenancy's policies that are in force.
    public func numbers(of tenancy: Identifier<Tenancy>) async throws -> [String] {
        try await records.read { [sealer = records.sealer] db in
            let sql = """
                SELECT key, number FROM policy WHERE tenancy = ? AND number IS NOT NULL
                ORDER BY key
                """
            return try Row.fetchAll(db, sql: sql, arguments: [tenancy.rawValue]).map {
                let place = Self.place(try $0.text("key"), "number")
                let bytes = try sealer.open(try $0.bytes("number"), bound: place)
                return String(decoding: bytes, as: UTF8.self)
            }
        }
    }

    private func states<State: Decodable & Sendable>(
        _ type: State.Type, _ condition: String, _ value: String
    ) async throws -> [State] {
        try await records.read { [sealer = records.sealer] db in
            let sql = "SELECT key, state FROM policy WHERE \(condition) ORDER BY key"
            return try Row.fetchAll(db, sql: sql, arguments: [value]).map {
                let place = Self.place(try $0.text("key"), "state")
                return try sealer.open(json: type, try $0.bytes("state"), bound: place)
            }
        }
    }

    private static func place(_ key: String, _ column: String) -> Binding {
        Binding(table: "policy", row: key, column: column)
    }
}
