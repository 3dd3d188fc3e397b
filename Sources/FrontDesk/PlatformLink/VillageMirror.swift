import DeviceSupport
import Logging
import Registry
import ServiceLifecycle
import Storage
import Sync

/// Follows the village as the platform keeps it: houses, colours, rooms, landlords, what other
/// kiosks recorded, and what this one is asked to do.
///
/// It asks and is kept waiting until there is news, so that a colour that turns red is here
/// within the second.
actor VillageMirror: Service {
    private let data: DataFolder
    private let platform: PlatformClient
    private let standing: LinkStanding
    private let logger: Logger
    private let clock: @Sendable () -> Timestamp
    /// Called when the village has changed.
    private let onChange: @Sendable () async -> Void
    private var backoff = Backoff()

    init(
        data: DataFolder, platform: PlatformClient, standing: LinkStanding, logger: Logger,
        clock: @escaping @Sendable () -> Timestamp, onChange: @escaping @Sendable () async -> Void
    ) {
        (self.data, self.platform, self.standing) = (data, platform, standing)
        (self.logger, self.clock, self.onChange) = (logger, clock, onChange)
    }

    /// Asks once, before anybody is served: what changed while the kiosk was off holds from the
    /// first visitor on. A platform that does not answer keeps nobody waiting for long.
    func lookOnce() async {
        await follow(pausing: false) { while try await takeNews(wait: 0) {} }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            // What came before a stop may not have been acted upon.
            await self.follow { try await self.actOnRequests() }
            while !Task.isCancelled {
                // After a failure it is asked for an answer at once: the clerk sees it is back.
                let isWell = await self.standing.mirrorFault == nil
                await self.follow {
                    _ = try await self.takeNews(wait: isWell ? PlatformClient.waitSeconds : 0)
                }
            }
        }
    }

    private func follow(pausing: Bool = true, _ body: () async throws -> Void) async {
        do {
            try await body()
            backoff.succeeded()
            if await standing.mirrored(nil) { await onChange() }
        } catch is CancellationError {
        } catch {
            let fault = Fault(error)
            if await standing.mirrored(fault) {
                logger.warning("village not followed", metadata: ["code": "\(fault.code)"])
                await onChange()
            }
            guard pausing else { return }
            try? await Task.sleep(for: backoff.failed())  // Ends early only with the service.
        }
    }

    /// - Returns: whether more news waits already.
    private func takeNews(wait: Int) async throws -> Bool {
        let position = try await data.village.position()
        let answer = try await platform.changes(after: position, wait: wait)
        guard answer.position != position else { return false }
        // A platform that was put back to an older state: everything is asked for again.
        let reached = answer.position < position ? 0 : answer.position
        try await data.village.apply(
            answer.changes, position: reached, own: platform.kiosk, at: clock())
        try await actOnRequests()
        await onChange()
        return answer.hasMore
    }

    /// A request is settled like a registration at the desk, or refused with the same words.
    private func actOnRequests() async throws {
        for request in try await data.requests.open() {
            let now = clock()
            let number = try await data.leaseNumbers.next(on: now.day, prefix: "DJ")
            try await data.requests.act(on: request, number: number, at: now)
        }
    }
}
