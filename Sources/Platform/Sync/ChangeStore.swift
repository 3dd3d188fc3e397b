import Registry
import Sealing
import Sync

/// Tells a kiosk what has changed in its village.
struct ChangeStore: Sendable {
    /// Changes in one answer at most.
    static let answerMax = 500

    private let database: Database
    private let sealer: Sealer

    init(database: Database, sealer: Sealer) {
        (self.database, self.sealer) = (database, sealer)
    }

    /// Everything after `position` that concerns `kiosk`, as far as one answer holds it.
    func changes(
        for kiosk: RegisteredKiosk, after position: Int, at now: Timestamp
    ) async throws -> ChangesAnswer {
        let found = try await database.transaction(.village(kiosk.village)) { session in
            // First: what is committed after this look lies beyond the position it gives.
            let villages = try session.rows(
                "SELECT position FROM village WHERE village = $1", [SQLValue(kiosk.village)])
            guard let village = villages.first else { throw PlatformError.unknownVillage }
            return (
                position: try village.number("position"),
                places: try Self.places(for: kiosk, after: position, at: now, session)
            )
        }
        let places = found.places.prefix(Self.answerMax)
        let hasMore = found.places.count > Self.answerMax
        guard let last = places.last else {
            return ChangesAnswer(changes: [], position: found.position, hasMore: false)
        }
        let changes = try await read(
            Set(places.map(\.kind)), of: kiosk, in: position + 1...last.position, at: now)
        return ChangesAnswer(
            changes: changes,
            position: hasMore ? last.position : max(last.position, found.position),
            hasMore: hasMore)
    }

    /// The rows themselves, opened. One that was changed since lies further on and comes later.
    private func read(
        _ kinds: Set<ChangeKind>, of kiosk: RegisteredKiosk, in range: ClosedRange<Int>,
        at now: Timestamp
    ) async throws -> [VillageChange] {
        let rows = try await database.transaction(.village(kiosk.village)) { session in
            try kinds.map { kind in
                let sql = "SELECT * FROM \(kind.condition) AND position BETWEEN $2 AND $5"
                let values = Self.values(kiosk, after: range.lowerBound, now)
                return (kind, try session.rows(sql, values + [.integer(range.upperBound)]))
            }
        }
        var found: [(position: Int, change: VillageChange)] = []
        for (kind, rows) in rows {
            for row in rows {
                let change = try kind.change(row, of: kiosk.village, sealer)
                found.append((try row.number("position"), change))
            }
        }
        return found.sorted { $0.position < $1.position }.map(\.change)
    }

    /// Where the next changes are: one more than an answer holds.
    private static func places(
        for kiosk: RegisteredKiosk, after position: Int, at now: Timestamp, _ session: Session
    ) throws -> [(position: Int, kind: ChangeKind)] {
        let parts = ChangeKind.allCases.map { kind in
            """
            (SELECT position, '\(kind.rawValue)' AS kind FROM \(kind.condition)
            AND position > $2 ORDER BY position LIMIT \(answerMax + 1))
            """
        }
        let sql =
            parts.joined(separator: " UNION ALL ") + " ORDER BY position LIMIT \(answerMax + 1)"
        return try session.rows(sql, values(kiosk, after: position, now)).map { row in
            guard let kind = ChangeKind(rawValue: try row.text("kind")) else {
                throw PlatformError.unexpectedRow(column: "kind")
            }
            return (try row.number("position"), kind)
        }
    }

    private static func values(
        _ kiosk: RegisteredKiosk, after position: Int, _ now: Timestamp
    ) -> [SQLValue] {
        [SQLValue(kiosk.village), .integer(position), SQLValue(kiosk.id), .timestamp(now)]
    }
}
