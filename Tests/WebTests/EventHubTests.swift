import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Testing

@testable import Web

@Suite struct EventHubTests {
    @Test func `who comes late gets the last event of each topic first`() async throws {
        let hub = EventHub()
        await hub.publish(ServerSentEvent("screen", "welcome"))
        await hub.publish(ServerSentEvent("notice", "x"))
        await hub.publish(ServerSentEvent("screen", "consent"))
        let listener = try #require(await hub.join())
        let expected = [ServerSentEvent("notice", "x"), ServerSentEvent("screen", "consent")]
        #expect(await hub.take(listener.id) == expected)
        #expect(await hub.take(listener.id).isEmpty)
    }

    @Test func `a slow listener misses older events of a topic, never the newest`() async throws {
        let hub = EventHub()
        let listener = try #require(await hub.join())
        for index in 0..<10_000 { await hub.publish(ServerSentEvent("state", "\(index)")) }
        #expect(await hub.take(listener.id) == [ServerSentEvent("state", "9999")])
    }

    @Test func `what is only sent is not kept, what is only kept is not sent`() async throws {
        let hub = EventHub()
        let early = try #require(await hub.join())
        await hub.send(ServerSentEvent("prompt", "left"))
        await hub.keep(ServerSentEvent("screen", "face"))
        let late = try #require(await hub.join())
        #expect(await hub.take(early.id) == [ServerSentEvent("prompt", "left")])
        #expect(await hub.take(late.id) == [ServerSentEvent("screen", "face")])
    }

    @Test func `too many listeners are turned away, and one who leaves makes room`() async throws {
        let hub = EventHub()
        var last = 0
        for _ in 0..<EventHub.listenersMax { last = try #require(await hub.join()).id }
        #expect(await hub.join() == nil)
        await hub.leave(last)
        #expect(await hub.join() != nil)
    }

    @Test func `the stream carries frames, then keep-alives, until the browser goes`() async {
        let hub = EventHub(keepAliveEvery: .milliseconds(5))
        await hub.publish(ServerSentEvent("state", "1"))
        let written = Mutex<[String]>([])
        let response = hub.response()
        #expect(response.headers[.contentType] == "text/event-stream")
        let browser = Browser { text in
            try written.withLock {
                $0.append(text)
                if $0.count == 3 { throw Gone() }
            }
        }
        await #expect(throws: Gone.self) { try await response.body.write(browser) }
        let expected = ["event: state\ndata: 1\n\n", ": \n\n", ": \n\n"]
        #expect(written.withLock { $0 } == expected)
        for _ in 0..<EventHub.listenersMax { #expect(await hub.join() != nil) }
    }
}

private struct Gone: Error {}

/// The other end of a response.
private struct Browser: ResponseBodyWriter {
    let take: @Sendable (String) throws -> Void

    mutating func write(_ buffer: ByteBuffer) async throws { try take(String(buffer: buffer)) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
