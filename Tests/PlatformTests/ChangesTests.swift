import HTTPTypes
import Registry
import Sync
import Testing

@testable import Platform

@Suite struct ChangesTests {
    @Test func `a kiosk gets its village in the order of its changes, and then nothing`()
        async throws
    {
        let fixture = try await PlatformFixture()
        let first = try #require(try await fixture.get("after=0&wait=0").changes)
        #expect(first.changes.map(\.word) == ["house", "room", "room"])
        #expect(first.position == 3)
        #expect(!first.hasMore)
        let next = try #require(try await fixture.get("after=3&wait=0").changes)
        #expect(next == ChangesAnswer(changes: [], position: 3, hasMore: false))
    }

    @Test func `every kiosk of the village hears of a tenancy, opened, with its maker`()
        async throws
    {
        let fixture = try await PlatformFixture()
        var journal = KioskJournal("east")
        let report = try TenancyReport.sample("t1", room: "single")
        _ = try await fixture.post([try journal.registered("t1")])
        let answer = try await fixture.get("after=3&wait=0", as: "west").changes
        #expect(answer?.changes == [.tenancy(report, madeBy: Identifier("east"))])
        let other = try await fixture.get("after=3&wait=0", as: "north").changes
        #expect(other?.changes == [])
        _ = try await fixture.post([journal.ended("t1")])
        let ended = try await fixture.get("after=4&wait=0", as: "west").changes
        #expect(
            ended?.changes == [
                .tenancy(
                    try .sample("t1", room: "single", endedAt: now), madeBy: Identifier("east"))
            ])
    }

    @Test func `requests come to the kiosk that is asked while they are open`() async throws {
        let fixture = try await PlatformFixture()
        try await fixture.put(request: "r1", to: "east", expiresAt: now + .seconds(1))
        try await fixture.put(request: "r2", to: "east", expiresAt: now)
        try await fixture.put(request: "r3", to: "west", expiresAt: now + .seconds(1))
        let changes = try await fixture.get("after=3&wait=0").changes
        let ids = changes?.changes.compactMap {
            if case .request(let request) = $0 { request.id.rawValue } else { nil }
        }
        #expect(ids == ["r1"])
        // What was left out need not be asked for again.
        #expect(changes?.position == 6)
    }

    @Test func `many changes come in pages that leave nothing out`() async throws {
        let fixture = try await PlatformFixture()
        var journal = KioskJournal("east")
        for part in 0..<3 {
            let batch = try (0..<400).map { try journal.registered("t\(part)-\($0)", room: "x") }
            #expect(try await fixture.post(batch).status == 200)
        }
        var (position, ids, pages) = (3, [String](), 0)
        while true {
            let answer = try #require(
                try await fixture.get("after=\(position)&wait=0", as: "west").changes)
            #expect(answer.changes.count <= 500)
            ids += answer.changes.map(\.word)
            position = answer.position
            pages += 1
            guard answer.hasMore else { break }
        }
        #expect(pages == 3)
        #expect(position == 1_203)
        #expect(ids.count == 1_200)
        #expect(Set(ids).count == 1_200)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a waiting kiosk is told within a second of another's change`() async throws {
        let fixture = try await PlatformFixture()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await fixture.news.run() }
            try await until { await fixture.news.isListening }
            async let waiting = fixture.get("after=3&wait=55", as: "west")
            try await until { await fixture.news.listenerCount == 1 }
            var journal = KioskJournal("east")
            let before = ContinuousClock.now
            #expect(try await fixture.post([try journal.registered("t1")]).status == 200)
            #expect(try await waiting.changes?.changes.map(\.word) == ["t1"])
            #expect(ContinuousClock.now - before < .seconds(1))
            try await until { await fixture.news.listenerCount == 0 }
            group.cancelAll()
        }
    }

    @Test func `a question with nothing new waits as long as it was told, not longer`()
        async throws
    {
        let fixture = try await PlatformFixture()
        let before = ContinuousClock.now
        let answer = try await fixture.get("after=3&wait=1").changes
        #expect(answer == ChangesAnswer(changes: [], position: 3, hasMore: false))
        #expect((Duration.seconds(1)..<Duration.seconds(3)).contains(.now - before))
    }

    @Test func `a cursor from beyond the village's position is answered at once`() async throws {
        let fixture = try await PlatformFixture()
        let answer = try await fixture.get("after=\(Int.max)&wait=55").changes
        #expect(answer == ChangesAnswer(changes: [], position: 3, hasMore: false))
    }

    @Test(arguments: [
        "after=-1", "after=x", "after=9223372036854775808", "wait=56", "wait=-1", "wait=",
    ])
    func `a question that makes no sense is refused`(query: String) async throws {
        let fixture = try await PlatformFixture()
        let answer = try await fixture.get(query)
        #expect(answer.status == 422)
        #expect(answer.refusal?.code == "PF-29")
    }
}

extension VillageChange {
    /// The tenancy's id, or what else it is.
    fileprivate var word: String {
        switch self {
        case .landlord: "landlord"
        case .house: "house"
        case .room: "room"
        case .controller: "controller"
        case .tenancy(let report, _): report.tenancy.id.rawValue
        case .request: "request"
        case .task: "task"
        }
    }
}
