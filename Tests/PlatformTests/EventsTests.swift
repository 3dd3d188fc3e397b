import Foundation
import Registry
import Sealing
import Sync
import Testing

@testable import Platform

@Suite struct EventsTests {
    private let tenancies = "SELECT count(*) FROM tenancy"
    private let events = "SELECT count(*) FROM event"

    @Test func `a registration becomes a row, and a repeat the same answer and no second row`()
        async throws
    {
        let fixture = try await PlatformFixture()
        var journal = KioskJournal("east")
        let batch = [
            journal.append("seed"), try journal.registered("t1"), journal.append("look"),
        ]
        let answer = try await fixture.post(batch)
        #expect(answer.status == 200)
        #expect(answer.events?.next == 4)
        #expect(answer.outcomes == ["recorded", "recorded", "recorded"])
        let again = try await fixture.post(batch)
        #expect(again.status == 200)
        #expect(again.body == answer.body)
        #expect(try await fixture.count(tenancies) == 1)
        #expect(try await fixture.count(events) == 3)
    }

    @Test func `a batch that overlaps goes on behind what has arrived`() async throws {
        let fixture = try await PlatformFixture()
        var journal = KioskJournal("east")
        let all = [try journal.registered("t1"), try journal.registered("t2")]
        _ = try await fixture.post([all[0]])
        let answer = try await fixture.post(all + [journal.ended("t2")])
        #expect(answer.outcomes == ["recorded", "overfull", "recorded"])
        #expect(answer.events?.next == 4)
        // The stored answers, though t2's bed is free by now.
        #expect(try await fixture.post(all).outcomes == ["recorded", "overfull"])
    }

    @Test func `a hole is answered with the sequence that is expected`() async throws {
        let fixture = try await PlatformFixture()
        var journal = KioskJournal("east")
        _ = try await fixture.post([journal.append("device")])
        _ = journal.append("device")
        let answer = try await fixture.post([journal.append("device")])
        #expect(answer.status == 409)
        #expect(answer.refusal?.code == "PF-25")
        #expect(answer.refusal?.expected == 2)
        #expect(try await fixture.count(events) == 1)
    }

    @Test func `another entry under a sequence that is taken is refused`() async throws {
        let fixture = try await PlatformFixture()
        var (journal, twin) = (KioskJournal("east"), KioskJournal("east"))
        _ = try await fixture.post([journal.append("device")])
        let answer = try await fixture.post([twin.append("device", salt: 1)])
        #expect(answer.status == 409)
        #expect(answer.refusal?.code == "PF-26")
        #expect(answer.refusal?.expected == nil)
    }

    @Test func `a journal that goes on from another past is refused`() async throws {
        let fixture = try await PlatformFixture()
        var (journal, twin) = (KioskJournal("east"), KioskJournal("east"))
        _ = try await fixture.post([journal.append("device")])
        _ = twin.append("device", salt: 1)
        let answer = try await fixture.post([try twin.registered("t1")])
        #expect(answer.status == 409)
        #expect(answer.refusal?.code == "PF-28")
        #expect(try await fixture.count(tenancies) == 0)
    }

    @Test func `one bad event keeps the whole batch out`() async throws {
        let fixture = try await PlatformFixture()
        var (journal, north) = (KioskJournal("east"), KioskJournal("north", of: liyuan))
        let batch = [try journal.registered("t1"), north.append("device")]
        #expect(try await fixture.post(batch).status == 403)
        #expect(try await fixture.count(events) == 0)
        // A moment no row can hold: found out inside the transaction.
        let late = journal.append("device", at: Timestamp(milliseconds: .max))
        let answer = try await fixture.post([batch[0], late])
        #expect(answer.refusal?.code == "PF-08")
        #expect(try await fixture.count(events) == 0)
        #expect(try await fixture.count(tenancies) == 0)
    }

    @Test func `what is no batch is refused`() async throws {
        let fixture = try await PlatformFixture()
        for body in [
            "", "{}", "[]", "[1]", "[{}]", #"[{"specversion":"1.0"}]"#, "\u{0}",
            String(repeating: "[", count: 100_000),
        ] {
            let answer = try await fixture.post(body: Data(body.utf8))
            #expect(answer.status == 422)
            #expect(answer.refusal?.code == "PF-23")
        }
    }

    @Test func `too many events and too many bytes are refused`() async throws {
        let fixture = try await PlatformFixture()
        var journal = KioskJournal("east")
        let answer = try await fixture.post((0...500).map { _ in journal.append("device") })
        #expect(answer.refusal?.code == "PF-23")
        let large = Data(repeating: 0x20, count: KioskRoutes.batchBytesMax + 1)
        #expect(try await fixture.post(body: large).status == 422)
        #expect(try await fixture.count(events) == 0)
    }

    @Test func `no table holds a name or a number in clear`() async throws {
        let fixture = try await PlatformFixture()
        var journal = KioskJournal("east")
        let report = try journal.registered("t1", name: "样张密封")
        #expect(try await fixture.post([report]).status == 200)
        let secrets = ["样张密封", "密封", specimen, "10000000099", "样张路"].map { Array($0.utf8) }
        let dump = try await fixture.database.transaction(.county) { session in
            try ["village", "kiosk", "event", "tenancy", "request", "task", "blob"].flatMap {
                // Sealed columns as the bytes they are, not as digits.
                try session.rows("SELECT to_json(t)::text AS row FROM \($0) t").map {
                    try $0.text("row")
                }
            }
        }
        #expect(dump.contains { $0.contains("样***") })
        let sealed = try await fixture.database.transaction(.county) { session in
            try session.rows(
                "SELECT body AS sealed FROM event UNION ALL SELECT person FROM tenancy"
            )
            .map { try $0.bytes("sealed") }
        }
        #expect(sealed.count == 2)
        for text in dump.map({ Array($0.utf8) }) + sealed {
            for secret in secrets {
                #expect(text.firstRange(of: secret) == nil)
            }
        }
    }

    @Test func `two kiosks fill the last bed: both records stand, one task`() async throws {
        let fixture = try await PlatformFixture()
        var (east, west) = (KioskJournal("east"), KioskJournal("west"))
        let (first, second) = ([try east.registered("t1")], [try west.registered("t2")])
        async let one = fixture.post(first)
        async let two = fixture.post(second, as: "west")
        let outcomes = try await [one.outcomes, two.outcomes].flatMap { $0 }
        #expect(outcomes.sorted() == ["overfull", "recorded"])
        #expect(try await fixture.count(tenancies) == 2)
        #expect(try await fixture.count("SELECT count(*) FROM task") == 1)
        // A third one in the same room is part of the same matter.
        #expect(try await fixture.post([try east.registered("t3")]).outcomes == ["overfull"])
        #expect(try await fixture.count("SELECT count(*) FROM task") == 1)
    }

    @Test func `a task goes to the kiosk that overfilled, and is settled by it alone`()
        async throws
    {
        let fixture = try await PlatformFixture()
        var (east, west) = (KioskJournal("east"), KioskJournal("west"))
        _ = try await fixture.post([try east.registered("t1")])
        _ = try await fixture.post([try west.registered("t2")], as: "west")
        #expect(try await tasks(fixture, of: "east").isEmpty)
        let task = try #require(try await tasks(fixture, of: "west").first)
        #expect(task.matter == .overfullRoom(Identifier("single")))
        let open = "SELECT count(*) FROM task WHERE settled_at IS NULL"
        _ = try await fixture.post([east.settled(task.id)])
        #expect(try await fixture.count(open) == 1)
        _ = try await fixture.post([west.settled(task.id)], as: "west")
        #expect(try await fixture.count(open) == 0)
        #expect(try await tasks(fixture, of: "west").isEmpty)
    }

    private func tasks(_ fixture: PlatformFixture, of kiosk: String) async throws -> [VillageTask] {
        try await (fixture.get("after=0&wait=0", as: kiosk).changes?.changes ?? []).compactMap {
            if case .task(let task) = $0 { task } else { nil }
        }
    }

    @Test func `an ended tenancy stays ended, and only its own kiosk ends it`() async throws {
        let fixture = try await PlatformFixture()
        var (east, west) = (KioskJournal("east"), KioskJournal("west"))
        _ = try await fixture.post([try east.registered("t1")])
        let current = "SELECT count(*) FROM tenancy WHERE ended_at IS NULL"
        #expect(try await fixture.post([west.ended("t1")], as: "west").outcomes == ["foreign"])
        #expect(try await fixture.count(current) == 1)
        #expect(try await fixture.post([east.ended("t1")]).outcomes == ["recorded"])
        _ = try await fixture.post([try east.registered("t1")])
        #expect(try await fixture.count(current) == 0)
    }

    @Test func `an answer settles the request it names, if the kiosk was asked`() async throws {
        let fixture = try await PlatformFixture()
        try await fixture.put(request: "r1", to: "east", expiresAt: now + .seconds(60))
        let open = "SELECT count(*) FROM request WHERE answered_at IS NULL"
        let fault = RequestError.expired.fault
        let body = EntryBody.answered(RequestAnswer(request: Identifier("r1"), fault: fault))
        var (east, west) = (KioskJournal("east"), KioskJournal("west"))
        _ = try await fixture.post([west.append("request", subject: "r1", body: body)], as: "west")
        #expect(try await fixture.count(open) == 1)
        _ = try await fixture.post([east.append("request", subject: "r1", body: body)])
        #expect(try await fixture.count(open) == 0)
        let stored = try await fixture.database.transaction(.village(guihua)) { session in
            try session.rows("SELECT fault FROM request").first?.text("fault")
        }
        #expect(
            try JSONDecoder().decode(Fault.self, from: Data((stored ?? "").utf8)) == fault)
    }
}

extension PlatformFixture {
    func put(request id: String, to kiosk: String, expiresAt: Timestamp) async throws {
        let report = try TenancyReport.sample(id, room: "single")
        let request = TenancyRequest(
            id: Identifier(id), room: report.tenancy.room, tenant: report.tenant,
            phone: report.phone, from: report.tenancy.from, until: report.tenancy.until,
            expiresAt: expiresAt)
        let body = try sealer.seal(
            json: request,
            bound: .init(table: "request", row: "\(guihua)/\(id)", column: "body"))
        try await database.transaction(.village(guihua)) { session in
            try session.execute(
                """
                INSERT INTO request (village, id, kiosk, body, expires_at, position)
                VALUES ($1, $2, $3, $4, $5, $6)
                """,
                [
                    SQLValue(guihua), .text(id), .text(kiosk), .bytes(body),
                    .timestamp(expiresAt), .integer(try session.nextPosition(of: guihua)),
                ])
        }
    }
}
