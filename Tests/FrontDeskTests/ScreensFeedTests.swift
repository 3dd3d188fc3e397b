import Foundation
import Logging
import Registry
import Testing

@testable import FrontDesk
@testable import Web

@Suite struct ScreensFeedTests {
    private let hub = EventHub()

    private func feed(_ desk: ScriptedDesk = ScriptedDesk()) throws -> ScreenFeed {
        ScreenFeed(
            desk: desk, pages: try Sample.pages(), hub: hub, logger: Logger(label: "test"),
            now: { Sample.now })
    }

    private func topics(_ listener: Int) async -> [String] {
        await hub.take(listener).map(\.topic)
    }

    @Test func `a turn of the head changes the prompt and leaves the picture alone`()
        async throws
    {
        let feed = try feed()
        let listener = try #require(await hub.join()).id
        var checkIn = CheckIn(state: .comparingFace(Sample.applicant(), .lookStraight, failures: 0))
        await feed.show(checkIn)
        #expect(await topics(listener) == ["screen", "notice", "overlay", "state"])
        checkIn.state = .comparingFace(Sample.applicant(), .turn(.left), failures: 0)
        await feed.show(checkIn)
        #expect(await topics(listener) == ["prompt", "state"])
        let late = await hub.kept.first { $0.topic == "screen" }
        #expect(late?.data.contains("请慢慢向左转头") == true, "who reloads sees the present prompt")
    }

    @Test func `the question whether somebody is there leaves what he typed alone`() async throws {
        let feed = try feed()
        let listener = try #require(await hub.join()).id
        var checkIn = CheckIn(
            state: .choosingTerms(Sample.identified, Sample.choice, notice: nil))
        await feed.show(checkIn)
        _ = await topics(listener)
        checkIn.isAskingWhetherPresent = true
        await feed.show(checkIn)
        #expect(await topics(listener) == ["overlay", "state"])
    }

    @Test func `a refused phone is a notice beside what was typed`() async throws {
        let feed = try feed()
        let listener = try #require(await hub.join()).id
        await feed.show(
            CheckIn(state: .choosingTerms(Sample.identified, Sample.choice, notice: nil)))
        _ = await topics(listener)
        let fault = LeaseError.noPhone.fault
        await feed.show(
            CheckIn(state: .choosingTerms(Sample.identified, Sample.choice, notice: fault)))
        #expect(await topics(listener) == ["notice", "state"])
    }

    @Test func `revisions grow with each change`() async throws {
        let feed = try feed()
        for _ in 0..<3 { await feed.show(CheckIn()) }
        let state = await hub.kept.first { $0.topic == "state" }
        #expect(state?.data == #"{"asking":false,"revision":3,"screen":"welcome"}"#)
    }
}
