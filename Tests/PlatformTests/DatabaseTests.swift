import Logging
import Registry
import Testing

@testable import Platform

@Suite struct DatabaseTests {
    @Test func `values come back as they went in`() async throws {
        let database = Database(try await Cluster.shared.make().app)
        let day = try #require(CalendarDate("2024-02-29"))
        let early = Timestamp(milliseconds: -62_135_596_800_000)
        try await database.transaction(.none) { session in
            let row = try #require(
                try session.rows(
                    """
                    SELECT $1::text AS text, $2::bigint AS number, $3::bytea AS bytes,
                        $4::timestamptz AS time, $5::date AS day, $6::timestamptz AS early,
                        $7::text AS nothing, $8::bytea AS empty
                    """,
                    [
                        "样张 '; --\n", .integer(.min), .bytes([0, 255, 10, 0]), .timestamp(now),
                        .day(day), .timestamp(early), nil, .bytes([]),
                    ]
                ).first)
            #expect(try row.text("text") == "样张 '; --\n")
            #expect(try row.number("number") == .min)
            #expect(try row.bytes("bytes") == [0, 255, 10, 0])
            #expect(try row.time("time") == now)
            #expect(try row.day("day") == day)
            #expect(try row.time("early") == early)
            #expect(try row.optionalText("nothing") == nil)
            #expect(try row.bytes("empty") == [])
            #expect(throws: PlatformError.unexpectedRow(column: "nothing")) {
                try row.text("nothing")
            }
            #expect(throws: PlatformError.unexpectedRow(column: "text")) {
                try row.number("text")
            }
            #expect(throws: PlatformError.unexpectedRow(column: "none")) { try row.text("none") }
        }
    }

    @Test func `milliseconds survive, whatever the fraction's length`() async throws {
        let database = Database(try await Cluster.shared.make().app)
        for milliseconds in [0, 1, 20, 300, 999] as [Int64] {
            let time = Timestamp(milliseconds: now.milliseconds + milliseconds)
            let back = try await database.transaction(.none) { session in
                try session.rows("SELECT $1::timestamptz AS t", [.timestamp(time)])
                    .first?.time("t")
            }
            #expect(back == time)
        }
    }

    @Test(arguments: [
        SQLValue.text("a\0b"), .timestamp(Timestamp(milliseconds: .max)),
        .timestamp(Timestamp(milliseconds: .min)),
    ])
    func `what no row can hold is refused before it is sent`(value: SQLValue) async throws {
        let database = Database(try await Cluster.shared.make().app)
        await #expect(throws: PlatformError.unstorable) {
            try await database.transaction(.none) { try $0.execute("SELECT $1", [value]) }
        }
    }

    @Test func `a body that throws leaves nothing behind, and the connection works on`()
        async throws
    {
        let fixture = try await PlatformFixture()
        struct Stop: Error {}
        await #expect(throws: Stop.self) {
            try await fixture.database.transaction(.village(guihua)) { session in
                try session.execute("UPDATE house SET colour = 'red'")
                throw Stop()
            }
        }
        #expect(try await fixture.count("SELECT count(*) FROM house WHERE colour = 'red'") == 0)
    }

    @Test func `a failed statement that is passed over is no success`() async throws {
        let fixture = try await PlatformFixture()
        await #expect(throws: PlatformError.database(sqlState: "25P02")) {
            try await fixture.database.transaction(.village(guihua)) { session in
                try session.execute("UPDATE house SET colour = 'red'")
                _ = try? session.execute("SELECT nonsense")
            }
        }
        #expect(try await fixture.count("SELECT count(*) FROM house WHERE colour = 'red'") == 0)
    }

    @Test func `more transactions than connections wait for their turn`() async throws {
        let database = Database(try await Cluster.shared.make().app, connections: 2)
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...20 {
                group.addTask {
                    try await database.transaction(.none) { session in
                        try session.rows("SELECT $1::int AS n", [.integer(number)])
                            .first?.number("n") ?? 0
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 210)
    }

    @Test func `a database that is not there is said to be so`() async throws {
        let database = Database(DatabaseParameters(conninfo: "host=127.0.0.1 port=1 user=x"))
        await #expect(throws: PlatformError.noDatabase) {
            try await database.transaction(.none) { _ in }
        }
    }
}

@Suite struct RowSecurityTests {
    @Test(arguments: [Scope.none, .village(Identifier("elsewhere")), .village(Identifier(""))])
    func `without the right scope no table shows a row`(scope: Scope) async throws {
        let fixture = try await PlatformFixture()
        var journal = KioskJournal("east")
        #expect(try await fixture.post([try journal.registered("t1")]).status == 200)
        for table in ["village", "house", "room", "kiosk", "event", "tenancy"] {
            let seen = try await fixture.database.transaction(scope) { session in
                try session.rows("SELECT village FROM \(table)").count
            }
            #expect(seen == 0, "\(table)")
            #expect(try await fixture.count("SELECT count(*) FROM \(table)") > 0, "\(table)")
        }
    }

    @Test func `a village sees its own rows only, the county all`() async throws {
        let fixture = try await PlatformFixture()
        let seen = try await fixture.database.transaction(.village(guihua)) { session in
            Set(try session.rows("SELECT village FROM room").map { try $0.text("village") })
        }
        #expect(seen == ["guihua"])
        #expect(try await fixture.count("SELECT count(DISTINCT village) FROM room") == 2)
    }

    @Test func `writing outside the scope is refused`() async throws {
        let fixture = try await PlatformFixture()
        let insert = "INSERT INTO village (village, name) VALUES ('other', '样张')"
        for scope in [Scope.none, .village(guihua)] {
            await #expect(throws: PlatformError.database(sqlState: "42501")) {
                try await fixture.database.transaction(scope) { try $0.execute(insert) }
            }
        }
        let touched = try await fixture.database.transaction(.village(guihua)) { session in
            try session.execute("UPDATE room SET capacity = 9 WHERE village = 'liyuan'")
        }
        #expect(touched == 0)
        await #expect(throws: PlatformError.database(sqlState: "42501")) {
            try await fixture.database.transaction(.village(guihua)) { session in
                try session.execute("UPDATE room SET village = 'liyuan' WHERE id = 'single'")
            }
        }
    }

    @Test func `a scope ends with its transaction, and a village's name cannot widen it`()
        async throws
    {
        let fixture = try await PlatformFixture()
        let database = Database(fixture.made.app, connections: 1)
        let tables = "SELECT village FROM village"
        let seen = try await database.transaction(.county) { try $0.rows(tables).count }
        #expect(seen == 2)
        #expect(try await database.transaction(.none) { try $0.rows(tables).count } == 0)
        let nasty = "x', true), set_config('platform.county', 'yes', true); --"
        for village in [nasty, "'", "\\'"] {
            let seen = try await database.transaction(.village(Identifier(village))) {
                try $0.rows(tables).count
            }
            #expect(seen == 0)
        }
    }

    @Test func `the tables' owner is bound by scopes, too; the program deletes only what ends`()
        async throws
    {
        let fixture = try await PlatformFixture()
        let owner = Database(fixture.made.owner, connections: 1)
        let seen = try await owner.transaction(.none) { try $0.rows("SELECT 1 FROM room").count }
        #expect(seen == 0)
        for sql in [
            "DELETE FROM house", "DELETE FROM event", "UPDATE event SET kind = 'x'",
            "CREATE TABLE x (a int)",
        ] {
            await #expect(throws: PlatformError.database(sqlState: "42501")) {
                try await fixture.database.transaction(.county) { try $0.execute(sql) }
            }
        }
    }
}

@Suite struct MigratorTests {
    @Test func `a second migration finds nothing to do, and the program sees its own version`()
        async throws
    {
        let made = try await Cluster.shared.make()
        #expect(try await Migrator(Database(made.owner, connections: 1)).migrate() == [])
        try await Migrator.check(Database(made.app, connections: 1))
    }

    @Test func `an altered or foreign migration is refused`() async throws {
        let made = try await Cluster.shared.make()
        let owner = Database(made.owner, connections: 1)
        try await owner.transaction(.none) { session in
            _ = try session.execute("UPDATE schema_migration SET sha256 = 'x' WHERE number = 1")
        }
        await #expect(throws: PlatformError.migrationAltered("0001-village.sql")) {
            try await Migrator(owner).migrate()
        }
        await #expect(throws: PlatformError.otherSchema) {
            try await Migrator.check(Database(made.app, connections: 1))
        }
    }
}

@Suite struct RestartTests {
    @Test(.timeLimit(.minutes(2)))
    func `a restarted database costs one call at most, and listeners hear of it`() async throws {
        let cluster = Cluster.restarted
        let fixture = try await PlatformFixture(cluster: cluster)
        let idle = Database(fixture.made.app, connections: 1)
        let houses: @Sendable (Session) throws -> Int = {
            try $0.rows("SELECT 1 FROM house").count
        }
        #expect(try await idle.transaction(.county, houses) == 2)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await fixture.news.run() }
            try await until { await fixture.news.isListening }

            try await cluster.stop()
            await #expect(throws: PlatformError.noDatabase) {
                try await idle.transaction(.county, houses)
            }
            let wakes = await fixture.news.changes(of: guihua)
            try await cluster.startAgain()
            // The pool's other connections died while they were idle: nothing is noticed of it.
            #expect(try await fixture.count("SELECT count(*) FROM house") == 2)
            #expect(try await idle.transaction(.county, houses) == 2)
            for await _ in wakes { break }
            group.cancelAll()
        }
    }

    @Test func `a connection that breaks within a transaction is told and replaced`()
        async throws
    {
        let fixture = try await PlatformFixture()
        let database = Database(fixture.made.app, connections: 1)
        await #expect(throws: PlatformError.databaseLost) {
            try await database.transaction(.county) { session in
                try session.execute("UPDATE house SET colour = 'red'")
                try session.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            }
        }
        let red = try await database.transaction(.county) { session in
            try session.rows("SELECT 1 FROM house WHERE colour = 'red'").count
        }
        #expect(red == 0)
    }
}

/// Asks again until it is so; the test's time limit ends the wait.
func until(_ condition: () async -> Bool) async throws {
    while !(await condition()) { try await Task.sleep(for: .milliseconds(10)) }
}
