/// How long to wait before a lost device is tried again: 0.5, 1, 2, then 5 s each time.
public struct Backoff: Equatable, Sendable {
    private static let steps: [Duration] = [
        .milliseconds(500), .seconds(1), .seconds(2), .seconds(5),
    ]
    private var failures = 0

    /// Starts with the shortest wait.
    public init() {}

    /// Counts a failure and says how long to wait now.
    public mutating func failed() -> Duration {
        defer { failures = min(failures + 1, Self.steps.count - 1) }
        return Self.steps[failures]
    }

    /// The device answered: the next failure waits shortly again.
    public mutating func succeeded() { failures = 0 }
}
