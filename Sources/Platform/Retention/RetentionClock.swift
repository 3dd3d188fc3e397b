import Logging
import Registry
import Sealing
import ServiceLifecycle

/// Once on each new day: new data keys with a new month, and the end of what has reached its end.
struct RetentionClock: Service {
    let store: RetentionStore
    let ring: KeyRing
    let terms: RetentionTerms
    let logger: Logger
    let clock: @Sendable () -> Timestamp
    /// How often it looks whether a new day has begun.
    var interval = Duration.seconds(3_600)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var done: CalendarDate?
            while !Task.isCancelled {
                let now = clock()
                if now.day != done, await endRecords(at: now) { done = now.day }
                try? await Task.sleep(for: interval)
            }
        }
    }

    /// False when it failed and is to be tried again within the day.
    private func endRecords(at now: Timestamp) async -> Bool {
        do {
            try ring.advance(to: now.day)
            let report = try await store.run(terms, at: now)
            if !report.isEmpty {
                let count = report.deleted.values.reduce(0, +)
                logger.info(
                    "retention",
                    metadata: [
                        "deleted": "\(count)", "keysDestroyed": "\(report.keysDestroyed.count)",
                    ])
            }
            return true
        } catch {
            logger.error("retention failed", metadata: ["code": "\(Fault(error).code)"])
            return false
        }
    }
}
