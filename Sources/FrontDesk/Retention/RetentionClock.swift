import Logging
import Registry
import ServiceLifecycle
import Storage

/// Ends what has reached the end of its time: at the start, and once on each new day.
struct RetentionClock: Service {
    let data: DataFolder
    let terms: RetentionTerms
    /// Whether the journal goes up to a platform.
    let isLinked: Bool
    let logger: Logger
    let clock: @Sendable () -> Timestamp
    /// How often it looks whether a new day has begun; a test may not wait an hour.
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
            let report = try await data.retention.run(terms, isLinked: isLinked, at: now)
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
