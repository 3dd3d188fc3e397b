/// The way of a kiosk's journal to the platform, as a value: what to send next, and from where
/// after any answer. No clock, no network, no database.
public struct Upload: Equatable, Sendable, Codable {
    /// What happened.
    public enum Event: Equatable, Sendable {
        /// The service starts, or the journal has grown up to this sequence.
        case grown(to: Int)
        /// The platform has everything below `next`.
        case answered(next: Int)
        /// The platform has less than was thought, or more (another copy of this folder).
        case expected(Int)
        /// No answer: it is not known whether the batch arrived.
        case failed
        /// The pause after a failure is over, or a person wants it tried now.
        case retry
    }
    /// What to do.
    public enum Action: Equatable, Sendable {
        /// Send entries `first...last`.
        case send(first: Int, last: Int)
        /// Everything below `next` has arrived: keep that.
        case save(next: Int)
        /// Wait, then ``Event/retry``.
        case retryLater
        /// The platform knows of entries this journal does not have: a person must look.
        case alarm
    }

    /// Entries a batch holds at most.
    public static let batchMax = 200

    /// The first entry the platform does not have.
    public private(set) var next: Int
    /// The newest entry of the journal.
    public private(set) var newest: Int
    /// A batch is under way, or a pause is being kept.
    public private(set) var isBusy = false

    /// Goes on from `next`.
    public init(next: Int, newest: Int) { (self.next, self.newest) = (next, newest) }

    /// Applies one event and returns the work it calls for, in order.
    public mutating func handle(_ event: Event) -> [Action] {
        switch event {
        case .grown(let newest):
            self.newest = max(self.newest, newest)
            return isBusy ? [] : send()
        case .answered(let next), .expected(let next):
            guard (1...newest + 1).contains(next) else {
                isBusy = true
                return [.alarm, .retryLater]
            }
            // An answer that moves nothing must not be asked for again at once.
            let isStuck = next == self.next
            self.next = next
            isBusy = isStuck
            return isStuck ? [.retryLater] : [.save(next: next)] + send()
        case .failed:
            isBusy = true
            return [.retryLater]
        case .retry:
            isBusy = false
            return send()
        }
    }

    private mutating func send() -> [Action] {
        guard next <= newest else { return [] }
        isBusy = true
        return [.send(first: next, last: min(newest, next + Self.batchMax - 1))]
    }
}
