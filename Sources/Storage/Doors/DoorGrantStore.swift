import GRDB
public import Registry
import Sealing

/// What is wanted at the doors, and how far each controller agrees.
public struct DoorGrantStore: Sendable {
    let records: Records

    /// Grants that a controller does not yet agree with and whose time has come, in the order in
    /// which they were made. Those that wait for a swipe are not among them.
    public func due(at time: Timestamp) async throws -> [DoorGrant] {
        try await fetch(
            """
            appliedRevision IS NOT revision AND nextTryAt <= ?
            AND (card IS NOT NULL OR isWanted = 0)
            """, [time.milliseconds])
    }

    /// When the next grant is due; `nil` when there is none.
    public func nextDue() async throws -> Timestamp? {
        try await records.read { db in
            let sql = """
                SELECT min(nextTryAt) FROM door_grant
                WHERE appliedRevision IS NOT revision AND (card IS NOT NULL OR isWanted = 0)
                """
            return try Int64.fetchOne(db, sql: sql).map(Timestamp.init(milliseconds:))
        }
    }

    /// A tenancy's grants and where each stands.
    public func standing(
        of tenancy: Identifier<Tenancy>
    ) async throws -> [(grant: DoorGrant, state: DoorGrantState)] {
        try await records.read { [sealer = records.sealer] db in
            let sql = "SELECT * FROM door_grant WHERE tenancy = ? ORDER BY id"
            return try Row.fetchAll(db, sql: sql, arguments: [tenancy.rawValue]).map {
                (try DoorGrant($0, sealer), try DoorGrantState($0))
            }
        }
    }

    /// Where the grants of each controller stand.
    public func byController() async throws -> [Identifier<DoorController>: [DoorGrantState]] {
        try await records.read { db in
            var found: [Identifier<DoorController>: [DoorGrantState]] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT * FROM door_grant ORDER BY id") {
                found[try row.id("controller"), default: []].append(try DoorGrantState(row))
            }
            return found
        }
    }

    /// Whether another tenancy wants the same card at the same controller: then it must stay.
    public func isCardWantedElsewhere(_ grant: DoorGrant) async throws -> Bool {
        try await records.read { db in
            let sql = """
                SELECT 1 FROM door_grant AS other JOIN door_grant AS this ON this.id = ?
                WHERE other.id IS NOT this.id AND other.controller = this.controller
                    AND other.cardHash = this.cardHash AND other.isWanted = 1
                """
            return try Row.fetchOne(db, sql: sql, arguments: [grant.id.rawValue]) != nil
        }
    }

    /// The controller was read back and agrees with `grant`. A grant that has changed since is
    /// not touched.
    public func agree(_ grant: DoorGrant, at time: Timestamp) async throws {
        try await records.write { [sealer = records.sealer] db in
            try db.execute(
                sql: """
                    UPDATE door_grant SET appliedRevision = revision, fault = NULL, changedAt = ?
                    WHERE id = ? AND revision = ? AND appliedRevision IS NOT revision
                    """, arguments: [time.milliseconds, grant.id.rawValue, grant.revision])
            guard db.changesCount > 0 else { return }
            let body = ["controller": grant.controller.rawValue, "open": "\(grant.isWanted)"]
            try Journal.append(
                .door, subject: grant.tenancy.rawValue, body: body, at: time, sealer, db)
        }
    }

    /// The controller could not be made to agree; again at `nextTryAt`.
    public func postpone(
        _ grant: DoorGrant, until nextTryAt: Timestamp, fault: Fault, at time: Timestamp
    ) async throws {
        try await records.write { db in
            try db.execute(
                sql: """
                    UPDATE door_grant SET nextTryAt = ?, fault = ?, changedAt = ?
                    WHERE id = ? AND revision = ?
                    """,
                arguments: [
                    nextTryAt.milliseconds, try jsonText(fault), time.milliseconds,
                    grant.id.rawValue, grant.revision,
                ])
        }
    }

    /// Tries everything at this controller again now: it answers once more.
    public func hurry(_ controller: Identifier<DoorController>, at time: Timestamp) async throws {
        try await records.write { db in
            try db.execute(
                sql: "UPDATE door_grant SET nextTryAt = ? WHERE controller = ? AND nextTryAt > ?",
                arguments: [time.milliseconds, controller.rawValue, time.milliseconds])
        }
    }

    /// The card's number was learnt by a swipe at the door. Throws ``StorageError/cardTaken``
    /// when the number is another tenancy's there, ``StorageError/movedOn`` when none waits.
    public func learn(
        _ number: UInt32, for grant: DoorGrant, from: CalendarDate, until: CalendarDate,
        doors: Set<Int>, at time: Timestamp
    ) async throws {
        try await records.write { [sealer = records.sealer] db in
            let card = DoorCard(number: number, from: from, until: until, doors: doors)
            let hash = try sealer.lookupHash(String(number), column: "door_grant.card")
            let taken = """
                SELECT 1 FROM door_grant WHERE controller = ? AND cardHash = ? AND isWanted = 1
                """
            let key: StatementArguments = [grant.controller.rawValue, hash.data]
            guard try Row.fetchOne(db, sql: taken, arguments: key) == nil else {
                throw StorageError.cardTaken
            }
            let place = DoorGrant.place(grant.id.rawValue)
            try db.execute(
                sql: """
                    UPDATE door_grant SET card = ?, cardHash = ?, revision = revision + 1,
                        nextTryAt = ?, changedAt = ?
                    WHERE id = ? AND revision = ? AND isWanted = 1 AND card IS NULL
                    """,
                arguments: [
                    try sealer.seal(json: card, bound: place).data, hash.data, time.milliseconds,
                    time.milliseconds, grant.id.rawValue, grant.revision,
                ])
            guard db.changesCount > 0 else { throw StorageError.movedOn }
        }
    }

    private func fetch(
        _ condition: String, _ arguments: StatementArguments
    ) async throws -> [DoorGrant] {
        try await records.read { [sealer = records.sealer] db in
            let sql = "SELECT * FROM door_grant WHERE \(condition) ORDER BY id"
            return try Row.fetchAll(db, sql: sql, arguments: arguments).map {
                try DoorGrant($0, sealer)
            }
        }
    }
}
