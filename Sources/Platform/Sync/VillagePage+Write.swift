import FoundationEssentials
import Registry
import Sealing
import Sync

extension VillagePage {
    /// Writes what the book says, each changed row under a position of its own.
    func write(_ book: VillageBook, at now: Timestamp) throws {
        guard !book.entries.isEmpty || !book.steps.isEmpty else { return }
        let positions = try session.positions(
            book.entries.count + book.steps.count, of: kiosk.village)
        try write(book.entries, at: positions.prefix(book.entries.count))
        for (step, position) in zip(book.steps, positions.dropFirst(book.entries.count)) {
            try write(step, at: position, now)
        }
    }

    private func write(
        _ entries: [VillageBook.Entry], at positions: Range<Int>
    ) throws {
        guard !entries.isEmpty else { return }
        let rows = try zip(entries, positions).map { try row(of: $0, at: $1) }
        // Once ended, a tenancy stays so, whatever else is told of it.
        try session.execute(
            """
            INSERT INTO tenancy (village, id, room, kiosk, lease, from_day, until_day,
                recorded_at, ended_at, person, masked_name, number_hash, last_four_hash, phone_hash,
                name_hash, initials_hash, document_sha256, settlement_sha256, position)
            VALUES \(Placeholders.rows(rows.count, columns: 19))
            ON CONFLICT (village, id) DO UPDATE SET
                room = excluded.room, lease = excluded.lease, from_day = excluded.from_day,
                until_day = excluded.until_day, recorded_at = excluded.recorded_at,
                ended_at = coalesce(excluded.ended_at, tenancy.ended_at),
                person = excluded.person, masked_name = excluded.masked_name,
                number_hash = excluded.number_hash, last_four_hash = excluded.last_four_hash,
                phone_hash = excluded.phone_hash, name_hash = excluded.name_hash,
                initials_hash = excluded.initials_hash,
                document_sha256 = excluded.document_sha256,
                settlement_sha256 =
                    coalesce(excluded.settlement_sha256, tenancy.settlement_sha256),
                position = excluded.position
            """, rows.flatMap { $0 })
    }

    private func row(of entry: VillageBook.Entry, at position: Int) throws -> [SQLValue] {
        let (report, tenancy) = (entry.report, entry.report.tenancy)
        let hashes = try sealer.hashes(of: report.tenant, phone: report.phone)
        return [
            SQLValue(kiosk.village), SQLValue(tenancy.id), SQLValue(tenancy.room),
            SQLValue(kiosk.id), .text(tenancy.lease), .day(tenancy.from), .day(tenancy.until),
            .timestamp(tenancy.recordedAt), SQLValue(entry.end?.endedAt ?? report.endedAt),
            .bytes(
                try tenancy.sealed(
                    report.tenant, phone: report.phone, in: kiosk.village, sealer)),
            .text(report.tenant.maskedName),
        ] + hashes.values + [
            SQLValue(report.documentSHA256), SQLValue(entry.end?.documentSHA256),
            .integer(position),
        ]
    }

    private func write(
        _ step: VillageBook.Step, at position: Int, _ now: Timestamp
    ) throws {
        let village = SQLValue(kiosk.village)
        switch step {
        case .end(let end):
            try session.execute(
                """
                UPDATE tenancy SET ended_at = $3, settlement_sha256 = $4, position = $5
                WHERE village = $1 AND id = $2
                """,
                [
                    village, SQLValue(end.tenancy), .timestamp(end.endedAt),
                    SQLValue(end.documentSHA256), .integer(position),
                ])
        case .answer(let answer):
            try session.execute(
                """
                UPDATE request SET answered_at = $4, fault = $5, position = $6
                WHERE village = $1 AND id = $2 AND kiosk = $3 AND answered_at IS NULL
                """,
                [
                    village, SQLValue(answer.request), SQLValue(kiosk.id), .timestamp(now),
                    SQLValue(try answer.fault.map { try Self.json($0) }), .integer(position),
                ])
        case .raise(let room): try raise(room, at: position, now)
        case .settle(let task):
            try session.execute(
                """
                UPDATE task SET settled_at = $4, position = $5
                WHERE village = $1 AND id = $2 AND kiosk = $3 AND settled_at IS NULL
                """,
                [
                    village, SQLValue(task), SQLValue(kiosk.id), .timestamp(now),
                    .integer(position),
                ])
        }
    }

    /// One open task a room, whoever's clerk it is put before.
    private func raise(_ room: Identifier<Room>, at position: Int, _ now: Timestamp) throws {
        let task = Identifier<DeskException>.make(at: now)
        let matter = try Self.json(VillageTask.Matter.overfullRoom(room))
        try session.execute(
            """
            INSERT INTO task (village, id, kiosk, matter, subject, raised_at, position)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (village, subject) WHERE settled_at IS NULL DO NOTHING
            """,
            [
                SQLValue(kiosk.village), SQLValue(task), SQLValue(kiosk.id), .text(matter),
                SQLValue(room), .timestamp(now), .integer(position),
            ])
    }

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
