import GRDB
public import Registry

/// What still follows from recorded tenancies. Every row survives a restart and is done again
/// from here; whoever does it makes sure that twice is once.
public struct EffectStore: Sendable {
    let records: Records

    /// Records work outside a registration, such as a reprint. A repeat with the same id
    /// changes nothing.
    public func add(
        _ effect: NewEffect, for tenancy: Identifier<Tenancy>, at time: Timestamp
    ) async throws {
        try await records.write { [sealer = records.sealer] db in
            let known = "SELECT 1 FROM effect WHERE id = ?"
            guard try Row.fetchOne(db, sql: known, arguments: [effect.id.rawValue]) == nil else {
                return
            }
            try effect.insert(for: tenancy, at: time, sealer, db)
        }
    }

    /// Pending work whose time has come, the longest waiting first.
    public func due(at time: Timestamp) async throws -> [EffectRecord] {
        try await fetch("state = 'pending' AND nextTryAt <= ?", [time.milliseconds])
    }

    /// When the next pending work is due; `nil` when there is none.
    public func nextDue() async throws -> Timestamp? {
        let sql = "SELECT min(nextTryAt) FROM effect WHERE state = 'pending'"
        return try await records.read { db in
            try Int64.fetchOne(db, sql: sql).map(Timestamp.init(milliseconds:))
        }
    }

    /// All work that followed from `tenancy`, in any state.
    public func all(of tenancy: Identifier<Tenancy>) async throws -> [EffectRecord] {
        try await fetch("tenancy = ?", [tenancy.rawValue])
    }

    /// Work that is neither done nor dropped.
    public func unfinished() async throws -> [EffectRecord] {
        try await fetch("state IN ('pending', 'failed')", [])
    }

    /// How far a piece of work has come.
    public typealias Standing = (state: EffectRecord.State, fault: Fault?)

    /// The newest work of `kind` of each tenancy, in any state. Opens no payload.
    public func newest(of kind: EffectKind) async throws -> [Identifier<Tenancy>: Standing] {
        try await records.read { db in
            let sql =
                "SELECT tenancy, state, fault FROM effect WHERE kind = ? ORDER BY createdAt, id"
            var newest: [Identifier<Tenancy>: Standing] = [:]
            for row in try Row.fetchAll(db, sql: sql, arguments: [kind.rawValue]) {
                guard let state = EffectRecord.State(rawValue: try row.text("state")) else {
                    throw StorageError.damaged
                }
                let fault = row["fault"] == nil ? nil : try row.json(Fault.self, "fault")
                newest[try row.id("tenancy")] = (state, fault)
            }
            return newest
        }
    }

    /// One piece of work. Throws ``StorageError/unknownRecord``.
    public func effect(_ id: Identifier<EffectRecord>) async throws -> EffectRecord {
        guard let effect = try await fetch("id = ?", [id.rawValue]).first else {
            throw StorageError.unknownRecord
        }
        return effect
    }

    /// Counts an attempt, before it is made.
    public func begin(_ id: Identifier<EffectRecord>, at time: Timestamp) async throws {
        try await change(id, "attempts = attempts + 1", [], from: [.pending], at: time)
    }

    /// An attempt failed; try again at `nextTryAt`.
    public func postpone(
        _ id: Identifier<EffectRecord>, until nextTryAt: Timestamp, fault: Fault, at time: Timestamp
    ) async throws {
        try await change(
            id, "nextTryAt = ?, fault = ?", [nextTryAt.milliseconds, try jsonText(fault)],
            from: [.pending], at: time)
    }

    /// It is done. Said twice, it stays done.
    public func finish(_ id: Identifier<EffectRecord>, at time: Timestamp) async throws {
        try await change(
            id, "state = 'done', fault = NULL", [], from: [.pending, .failed, .done], at: time)
    }

    /// Only a person can say how it goes on.
    public func fail(
        _ id: Identifier<EffectRecord>, fault: Fault, at time: Timestamp
    ) async throws {
        try await change(
            id, "state = 'failed', fault = ?", [try jsonText(fault)], from: [.pending, .failed],
            at: time)
    }

    /// A person wants it tried again, now.
    public func redo(_ id: Identifier<EffectRecord>, at time: Timestamp) async throws {
        try await change(
            id, "state = 'pending', nextTryAt = ?", [time.milliseconds],
            from: [.pending, .failed], at: time)
    }

    /// A person does not want it any more.
    public func drop(_ id: Identifier<EffectRecord>, at time: Timestamp) async throws {
        try await change(
            id, "state = 'dropped'", [], from: [.pending, .failed, .dropped], at: time)
    }

    private func fetch(
        _ condition: String, _ arguments: StatementArguments
    ) async throws -> [EffectRecord] {
        try await records.read { [sealer = records.sealer] db in
            let sql = "SELECT * FROM effect WHERE \(condition) ORDER BY nextTryAt, id"
            return try Row.fetchAll(db, sql: sql, arguments: arguments).map {
                try EffectRecord($0, sealer)
            }
        }
    }

    /// Throws ``StorageError/movedOn`` when the work is in none of the states `from`.
    private func change(
        _ id: Identifier<EffectRecord>, _ assignment: String, _ values: StatementArguments,
        from states: [EffectRecord.State], at time: Timestamp
    ) async throws {
        let allowed = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        try await records.write { db in
            try db.execute(
                sql: """
                    UPDATE effect SET \(assignment), changedAt = ?
                    WHERE id = ? AND state IN (\(allowed))
                    """, arguments: values + [time.milliseconds, id.rawValue])
            guard db.changesCount == 0 else { return }
            let known = "SELECT 1 FROM effect WHERE id = ?"
            let isKnown = try Row.fetchOne(db, sql: known, arguments: [id.rawValue]) != nil
            throw isKnown ? StorageError.movedOn : StorageError.unknownRecord
        }
    }
}
