import Logging
import Registry
public import ServiceLifecycle
import Web

/// Sends the changing parts of each village's page to all who have it open.
///
/// Numbers and news go out as they are. Of the houses only the village's position goes out: each
/// page asks for the houses it shows, in their order, and replaces the cards that differ.
public actor OverviewFeed: Service {
    /// The page is renewed so often at most, however fast kiosks send.
    static let pause = Duration.milliseconds(200)
    /// At midnight the day's numbers begin anew without any change.
    static let interval = Duration.seconds(60)

    private let store: OverviewStore
    private let census: VillageCensus
    private let pages: OverviewPages
    private let changes: ChangeNews
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    private var hubs: [Identifier<Village>: EventHub] = [:]
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    init(
        store: OverviewStore, census: VillageCensus, pages: OverviewPages, changes: ChangeNews,
        now: @escaping @Sendable () -> Timestamp, logger: Logger
    ) {
        (self.store, self.census, self.pages) = (store, census, pages)
        (self.changes, self.now, self.logger) = (changes, now, logger)
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [changes, wake] in
                for await _ in await changes.changes(of: nil).cancelOnGracefulShutdown() {
                    wake.yield()
                }
            }
            group.addTask { [wake] in
                while !Task.isCancelled {
                    wake.yield()
                    try await Task.sleep(for: Self.interval)
                }
            }
            for await _ in wakes.cancelOnGracefulShutdown() {
                await show()
                try await Task.sleep(for: Self.pause)
            }
            group.cancelAll()
        }
    }

    /// The hub of a village's page; the first to open the page makes it.
    func hub(of village: Identifier<Village>) -> EventHub {
        if let hub = hubs[village] { return hub }
        let hub = EventHub()
        hubs[village] = hub
        wake.yield()
        return hub
    }

    /// Sends every part that is not as it was.
    func show() async {
        do {
            let now = now()
            let villages = try await census.totals(on: now.day)
            for totals in villages {
                guard let hub = hubs[totals.village.id] else { continue }
                let news = try await store.news(of: totals.village.id, at: now)
                let events = [
                    ServerSentEvent("totals", try pages.totals(totals)),
                    ServerSentEvent("news", try pages.news(news, at: now)),
                    ServerSentEvent("position", "\(totals.village.position)"),
                ]
                let kept = await hub.kept
                for event in events where !kept.contains(event) { await hub.publish(event) }
            }
        } catch {
            logger.error("overview not shown", metadata: ["code": "\(Fault(error).code)"])
        }
    }
}
