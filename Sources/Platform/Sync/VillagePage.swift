import Registry
import Sealing
import Sync

/// A kiosk's place in its village's tables, within one transaction. Statements take many rows at
/// once: a batch costs about a dozen round trips, however many events it holds.
struct VillagePage {
    let session: Session
    let kiosk: RegisteredKiosk
    let sealer: Sealer
    private var village: SQLValue { SQLValue(kiosk.village) }

    init(session: Session, kiosk: RegisteredKiosk, sealer: Sealer) {
        (self.session, self.kiosk, self.sealer) = (session, kiosk, sealer)
    }

    /// Keeps other kiosks of the village waiting, so that each sees the beds the other has taken.
    func lock() throws {
        try session.execute("SELECT 1 FROM village WHERE village = $1 FOR UPDATE", [village])
    }

    /// The newest recorded sequence and the chain's hash there.
    func journalEnd() throws -> (sequence: Int, chain: [UInt8]) {
        let rows = try session.rows(
            "SELECT sequence, chain FROM kiosk WHERE village = $1 AND id = $2",
            [village, SQLValue(kiosk.id)])
        guard let row = rows.first else { throw PlatformError.unknownCertificate }
        return (
            try row.number("sequence"), try row.optionalBytes("chain") ?? EventBatch.origin
        )
    }

    /// Hash and outcome of those of the batch's sequences that are recorded.
    func recorded(
        in batch: EventBatch, upTo last: Int
    ) throws -> [Int: (hash: [UInt8], outcome: String)] {
        guard batch.first <= last else { return [:] }
        let rows = try session.rows(
            """
            SELECT sequence, hash, outcome FROM event
            WHERE village = $1 AND kiosk = $2 AND sequence >= $3 ORDER BY sequence LIMIT $4
            """,
            [
                village, SQLValue(kiosk.id), .integer(batch.first), .integer(batch.links.count),
            ])
        var known: [Int: (hash: [UInt8], outcome: String)] = [:]
        for row in rows {
            known[try row.number("sequence")] = (try row.bytes("hash"), try row.text("outcome"))
        }
        return known
    }

    /// What the events can concern, read before they are applied.
    func book(for events: [KioskEvent]) throws -> VillageBook {
        let (tenancies, named) = Self.subjects(of: events)
        var stays = try self.stays("id", in: tenancies.map(\.rawValue))
        let rooms = Set(named.map(\.rawValue)).union(stays.values.map(\.room.rawValue))
        stays.merge(try self.stays("room", in: Array(rooms), current: true)) { $1 }
        return VillageBook(
            kiosk: kiosk.id, capacity: try capacities(of: Array(rooms)), stays: stays)
    }

    /// Adds the events to the kiosk's journal.
    func append(_ results: [(link: EventBatch.Link, outcome: String)]) throws {
        let columns = 11
        var values: [SQLValue] = []
        for (link, outcome) in results {
            let entry = link.event.entry
            values += [
                village, SQLValue(kiosk.id), .integer(link.sequence), .text(entry.kind),
                .text(entry.subject), .timestamp(entry.at), .bytes(link.bodyHash),
                .bytes(link.previous), .bytes(link.hash), try sealedBody(of: link.event),
                .text(outcome),
            ]
        }
        try session.execute(
            """
            INSERT INTO event (village, kiosk, sequence, kind, subject, at, body_hash, previous,
                hash, body, outcome) VALUES \(Placeholders.rows(results.count, columns: columns))
            """, values)
        guard let last = results.last?.link else { return }
        try session.execute(
            "UPDATE kiosk SET sequence = $3, chain = $4 WHERE village = $1 AND id = $2",
            [village, SQLValue(kiosk.id), .integer(last.sequence), .bytes(last.hash)])
        session.announce(kiosk.village)
    }

    // MARK: - Reading

    private static func subjects(
        of events: [KioskEvent]
    ) -> (tenancies: Set<Identifier<Tenancy>>, rooms: Set<Identifier<Room>>) {
        var tenancies: Set<Identifier<Tenancy>> = []
        var rooms: Set<Identifier<Room>> = []
        for event in events {
            switch event.body {
            case .registered(let report):
                tenancies.insert(report.tenancy.id)
                rooms.insert(report.tenancy.room)
            case .ended(let end): tenancies.insert(end.tenancy)
            default: break
            }
        }
        return (tenancies, rooms)
    }

    private func stays(
        _ column: String, in values: [String], current: Bool = false
    ) throws -> [Identifier<Tenancy>: VillageBook.Stay] {
        guard !values.isEmpty else { return [:] }
        let rows = try session.rows(
            """
            SELECT id, kiosk, room, ended_at FROM tenancy WHERE village = $1
            AND \(column) IN (\(Placeholders.list(values.count, from: 2)))
            \(current ? "AND ended_at IS NULL" : "")
            """, [village] + values.map(SQLValue.text))
        var stays: [Identifier<Tenancy>: VillageBook.Stay] = [:]
        for row in rows {
            stays[Identifier(try row.text("id"))] = VillageBook.Stay(
                kiosk: Identifier(try row.text("kiosk")), room: Identifier(try row.text("room")),
                hasEnded: try row.optionalTime("ended_at") != nil)
        }
        return stays
    }

    private func capacities(of rooms: [String]) throws -> [Identifier<Room>: Int] {
        guard !rooms.isEmpty else { return [:] }
        let rows = try session.rows(
            """
            SELECT id, capacity FROM room WHERE village = $1
            AND id IN (\(Placeholders.list(rooms.count, from: 2)))
            """, [village] + rooms.map(SQLValue.text))
        var capacities: [Identifier<Room>: Int] = [:]
        for row in rows {
            capacities[Identifier(try row.text("id"))] = try row.number("capacity")
        }
        return capacities
    }

    private func sealedBody(of event: KioskEvent) throws -> SQLValue {
        let place = Binding(
            table: "event", row: "\(kiosk.village)/\(kiosk.id)/\(event.sequence)",
            column: "body")
        return switch event.body {
        case .registered(let report): .bytes(try sealer.seal(json: report, bound: place))
        case .ended(let end): .bytes(try sealer.seal(json: end, bound: place))
        case .answered(let answer): .bytes(try sealer.seal(json: answer, bound: place))
        case .settled, nil: .null
        }
    }
}
