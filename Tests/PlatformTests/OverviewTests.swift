import Registry
import Specimens
import Testing

@testable import Platform
@testable import Web

@Suite struct OverviewTests {
    private let village = TrialVillage()

    /// Addresses in the order of the page's cards.
    private func addresses(_ html: String) -> [String] {
        html.matches(of: /<h3><span>([^<]*)<\/span>/).map { String($0.output.1) }
    }

    @Test func `the page shows the village in numbers, masked, and marked as made up`()
        async throws
    {
        let fixture = try await DemoFixture()
        try await fixture.seed()
        let (status, html) = try await fixture.page()
        #expect(status == 200)
        #expect(html.contains(#"<span class="trial">样张</span>"#))
        for number in ["房屋</dt><dd>40<", "房间</dt><dd>165<", "租客</dt><dd>34<"] {
            #expect(html.contains(number), "\(number)")
        }
        for colour in ["绿色 <b>30<", "黄色 <b>5<", "红色 <b>3<", "灰色 <b>2<"] {
            #expect(html.contains(colour), "\(colour)")
        }
        let closed = Set(village.houses.filter { !$0.colour.mayBeLet }.map(\.id))
        let beds = village.rooms.filter { !closed.contains($0.house) }
        let taken = village.occupants.filter { occupant in
            beds.contains { $0.id == occupant.tenancy.room }
        }
        let free = beds.reduce(0) { $0 + $1.capacity } - taken.count
        #expect(html.contains("空床</dt><dd>\(free)<"))
        #expect(html.contains("<em>样****</em>"))
        let people =
            village.occupants.flatMap { [$0.document.name, $0.document.number, $0.phone] }
            + village.landlords.flatMap { [$0.name, $0.number, $0.phone] }
        #expect(people.filter(html.contains) == [])
    }

    @Test func `houses that changed stand first, then those that are not green`() async throws {
        let fixture = try await DemoFixture()
        try await fixture.seed()
        let colours = Dictionary(
            uniqueKeysWithValues: village.houses.map { ($0.address, $0.colour) })
        let before = addresses(try await fixture.page().html)
        #expect(before.count == 40)
        #expect(
            before.prefix(10).compactMap { colours[$0] }
                == Array(repeating: .red, count: 3) + Array(repeating: .grey, count: 2)
                + Array(repeating: .yellow, count: 5))

        try await fixture.register("t1", in: village.rooms[0].id, at: now + .seconds(-60))
        _ = try await HouseStore(database: fixture.database)
            .grade(village.houses[3].id.rawValue, .green, in: guihua, at: now + .seconds(-30))
        let after = addresses(try await fixture.page().html)
        #expect(after.prefix(2) == [village.houses[3].address, village.houses[0].address])
        #expect(Set(after) == Set(before))
    }

    @Test func `a large village comes in pages`() async throws {
        let fixture = try await DemoFixture()
        try await fixture.seed(houses: 130)
        let pages = [
            try await fixture.page("/?village=guihua").html,
            try await fixture.page("/?village=guihua&page=2").html,
            try await fixture.page("/houses?village=guihua&page=3").html,
        ]
        #expect(pages.map { addresses($0).count } == [60, 60, 10])
        #expect(Set(pages.flatMap(addresses)).count == 130)
        #expect(pages[1].contains("第 2 页，共 3 页"))
        let nearest = ["99", "9223372036854775807", "-1", "0", "x"]
        for (text, number) in zip(nearest, ["3", "3", "1", "1", "1"]) {
            let html = try await fixture.page("/?page=\(text)").html
            #expect(html.contains("第 \(number) 页，共 3 页"), "\(text)")
        }
    }

    @Test func `what happened is told with masked names, the newest first`() async throws {
        let fixture = try await DemoFixture()
        try await fixture.seed()
        let room = village.rooms[0].id
        try await fixture.register("t1", in: room, at: now + .seconds(-120))
        try await fixture.register("t2", in: room, maskedName: "林*", at: now + .seconds(-86_400))
        try await fixture.execute(
            """
            UPDATE tenancy SET ended_at = '\((now + .seconds(-60)).iso8601)' WHERE id = 't2';
            """)
        try await fixture.execute(
            """
            INSERT INTO task (village, id, kiosk, matter, subject, raised_at, position)
            VALUES ('guihua', 'x', 'east', '{}', '\(room)', '\(now.iso8601)', 1)
            """)
        let html = try await fixture.page().html
        let news = html.matches(of: /<li class="(\w+)"><time>([^<]*)</).map {
            "\($0.output.1) \($0.output.2)"
        }
        #expect(
            news == [
                "overfull 16:00", "departure 15:59", "arrival 15:58", "arrival 11月22日 16:00",
            ])
        #expect(html.contains("桂花巷 4 号（样张） 101 室 <em>陈**</em>"))
        #expect(html.contains("今日入住</dt><dd>1<") && html.contains("今日离房</dt><dd>1<"))
        #expect(html.contains(#"<dl class="number open"><dt>待办</dt><dd>1<"#))
    }

    @Test func `the day of the numbers begins at midnight in China`() async throws {
        let fixture = try await DemoFixture()
        try await fixture.seed(houses: 1)
        let midnight = Timestamp(milliseconds: 1_795_363_200_000)
        #expect(midnight.chinese == "2026年11月23日 00:00")
        try await fixture.register("t1", in: village.rooms[0].id, at: midnight)
        try await fixture.register(
            "t2", in: village.rooms[0].id, at: Timestamp(milliseconds: 1_795_363_199_999))
        #expect(try await fixture.page().html.contains("今日入住</dt><dd>1<"))
    }

    @Test func `a change of colour and a tenancy reach whoever has the page open`() async throws {
        let fixture = try await DemoFixture()
        try await fixture.seed()
        let feed = fixture.overview.feed
        let hub = await feed.hub(of: guihua)
        let running = Task { try await feed.run() }
        let listening = Task { await fixture.news.run() }
        defer {
            running.cancel()
            listening.cancel()
        }
        let start = try await fixture.number("SELECT position FROM village")
        try await expect("position", "\(start)", from: hub)
        _ = try await HouseStore(database: fixture.database)
            .grade("桂花巷 4 号", .red, in: guihua, at: now)
        try await expect("position", "\(start + 1)", from: hub)
        try await expect("totals", "红色 <b>4<", from: hub)
        try await expect("news", "<b>评为红色</b><span>桂花巷 4 号（样张）</span>", from: hub)
        try await fixture.register("t1", in: village.rooms[0].id, at: now)
        try await expect("news", "<em>陈**</em>", from: hub)
        try await expect("totals", "租客</dt><dd>35<", from: hub)
        try await expect("position", "\(start + 2)", from: hub)
    }

    /// Waits, at most 5 s, until the newest event of `topic` holds `text`.
    private func expect(
        _ topic: String, _ text: String, from hub: EventHub,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(5)
        while ContinuousClock.now < deadline {
            if await hub.kept.contains(where: { $0.topic == topic && $0.data.contains(text) }) {
                return
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("\(topic) never held \(text)", sourceLocation: sourceLocation)
    }

    @Test func `nothing is sent again while nothing has changed`() async throws {
        let fixture = try await DemoFixture()
        try await fixture.seed()
        let feed = fixture.overview.feed
        let hub = await feed.hub(of: guihua)
        let listener = try #require(await hub.join()).id
        await feed.show()
        #expect(await hub.take(listener).map(\.topic) == ["totals", "news", "position"])
        await feed.show()
        #expect(await hub.take(listener) == [])
    }

    @Test func `a village is chosen by the address, and an unknown one is not found`()
        async throws
    {
        let fixture = try await DemoFixture()
        #expect(try await fixture.page().html.contains("还没有登记任何村"))
        try await fixture.seed()
        _ = try await fixture.database.transaction(.village(liyuan)) { session in
            try session.execute(
                "INSERT INTO village (village, name) VALUES ('liyuan', '梨<园>村')")
        }
        #expect(try await fixture.page().html.contains(#"<a href="/?village=liyuan">"#))
        let other = try await fixture.page("/?village=liyuan").html
        #expect(other.contains("<h1>梨&lt;园&gt;村<span>"))
        #expect(!other.contains(#"class="trial""#))
        #expect(addresses(other) == [])
        for path in ["/?village=x", "/houses?village=x", "/events?village=%27"] {
            #expect(try await fixture.page(path).status == 404, "\(path)")
        }
    }
}
