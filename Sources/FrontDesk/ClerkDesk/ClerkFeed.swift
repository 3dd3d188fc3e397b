import Logging
import Registry
import ServiceLifecycle
import Web

/// Sends the changing part of the clerk's page to all who have it open.
actor ClerkFeed: Service {
    private let counter: any ClerkCounter
    private let pages: ClerkPages
    private let hub: EventHub
    private let logger: Logger
    private var shown = ""

    init(counter: any ClerkCounter, pages: ClerkPages, hub: EventHub, logger: Logger) {
        (self.counter, self.pages, self.hub, self.logger) = (counter, pages, hub, logger)
    }

    func run() async throws {
        for await _ in await counter.changes().cancelOnGracefulShutdown() { await show() }
    }

    /// Sends the board unless it is as it was.
    func show() async {
        do {
            let html = try pages.board(try await counter.board())
            guard html != shown else { return }
            shown = html
            await hub.publish(ServerSentEvent("board", html))
        } catch {
            logger.error("board not shown", metadata: ["code": "\(Fault(error).code)"])
        }
    }
}

extension ClerkCounter {
    /// Everything the page shows, at this moment.
    func board() async throws -> ClerkPages.Board {
        let (checkIn, since) = await presentCheckIn()
        return ClerkPages.Board(
            checkIn: checkIn, since: since, upload: try await upload(),
            exceptions: try await exceptions(),
            tenancies: try await tenancies())
    }
}
