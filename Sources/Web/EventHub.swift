import HTTPTypes
public import Hummingbird
import NIOCore
import ServiceLifecycle

/// Hands events to every browser that listens.
///
/// Of each topic the hub keeps the last event: a new listener gets those first, so that a page
/// that was just loaded or lost its connection shows what the others show. A slow listener
/// misses older events of a topic, never the newest.
public actor EventHub {
    /// Enough for every screen of a village; more is somebody's mistake.
    static let listenersMax = 64

    private struct Listener {
        var pending: [ServerSentEvent] = []
        let wake: AsyncStream<Void>.Continuation
    }

    private let keepAliveEvery: Duration
    private var last: [ServerSentEvent] = []
    private var listeners: [Int: Listener] = [:]
    private var count = 0

    /// Creates a hub; a silent connection gets a comment every `keepAliveEvery`.
    public init(keepAliveEvery: Duration = .seconds(15)) { self.keepAliveEvery = keepAliveEvery }

    /// Sends `event` to all, and keeps it for those to come.
    public func publish(_ event: ServerSentEvent) {
        keep(event)
        send(event)
    }

    /// Keeps `event` for those to come without sending it: the others were told in another way.
    public func keep(_ event: ServerSentEvent) { Self.put(event, into: &last) }

    /// Sends `event` to those who listen now.
    public func send(_ event: ServerSentEvent) {
        for id in listeners.keys {
            Self.put(event, into: &listeners[id, default: .init(wake: Self.deaf)].pending)
            listeners[id]?.wake.yield()
        }
    }

    /// The last event of each topic, in the order in which the topics were last published.
    public var kept: [ServerSentEvent] { last }

    /// How often a listener's welcome is asked about.
    static let welcomeEvery = Duration.seconds(1)

    /// The answer to a listener's request: a stream that ends when the listener leaves, is not
    /// welcome any more, or the program is told to stop.
    public nonisolated func response(
        while isWelcome: (@Sendable () async -> Bool)? = nil
    ) -> Response {
        let body = ResponseBody { writer in
            guard let (id, wakes) = await self.join() else { return try await writer.finish(nil) }
            do {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await self.keepAwake(id) }
                    if let isWelcome {
                        group.addTask {
                            while await isWelcome() {
                                try await Task.sleep(for: Self.welcomeEvery)
                            }
                            await self.leave(id)
                        }
                    }
                    for await _ in wakes.cancelOnGracefulShutdown() {
                        let text = await self.take(id).map(\.frame).joined()
                        try await writer.write(
                            ByteBuffer(string: text.isEmpty ? ServerSentEvent.keepAlive : text))
                    }
                    group.cancelAll()
                }
            } catch {
                await self.leave(id)
                throw error
            }
            await self.leave(id)
            try await writer.finish(nil)
        }
        let headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
        return Response(status: .ok, headers: headers, body: body)
    }

    /// Enters a listener; `nil` when there are too many.
    func join() -> (id: Int, wakes: AsyncStream<Void>)? {
        guard listeners.count < Self.listenersMax else { return nil }
        let (wakes, wake) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        count += 1
        listeners[count] = Listener(pending: last, wake: wake)
        wake.yield()
        return (count, wakes)
    }

    /// How many listen.
    var listenerCount: Int { listeners.count }

    /// Everything that waits for a listener.
    func take(_ id: Int) -> [ServerSentEvent] {
        defer { listeners[id]?.pending = [] }
        return listeners[id]?.pending ?? []
    }

    func leave(_ id: Int) { listeners.removeValue(forKey: id)?.wake.finish() }

    private nonisolated func keepAwake(_ id: Int) async throws {
        while true {
            try await Task.sleep(for: keepAliveEvery)
            await listeners[id]?.wake.yield()
        }
    }

    private static var deaf: AsyncStream<Void>.Continuation {
        AsyncStream.makeStream(of: Void.self).continuation
    }

    private static func put(_ event: ServerSentEvent, into events: inout [ServerSentEvent]) {
        events.removeAll { $0.topic == event.topic }
        events.append(event)
    }
}
