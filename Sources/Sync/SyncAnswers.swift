public import Registry

/// What the platform answers to `POST /v1/kiosks/{id}/events`.
///
/// The answers are kept with the events, so that a repeat gets the same ones.
public struct EventsAnswer: Equatable, Sendable, Codable {
    /// What became of one event.
    public struct Outcome: Equatable, Sendable, Codable {
        /// Place in the journal.
        public let sequence: Int
        /// `recorded`, or what else was found, such as `overfull`.
        public let outcome: String

        /// Creates an outcome.
        public init(sequence: Int, outcome: String) {
            (self.sequence, self.outcome) = (sequence, outcome)
        }
    }
    /// The sequence the platform takes next.
    public let next: Int
    /// One for each event of the batch.
    public let outcomes: [Outcome]

    /// Creates an answer.
    public init(next: Int, outcomes: [Outcome]) { (self.next, self.outcomes) = (next, outcomes) }
}

/// The body of a refusal: a fault's code and wording, and with 409 the sequence to go on from.
public struct SyncRefusal: Equatable, Sendable, Codable {
    /// The fault's code.
    public let code: String
    /// For the operator.
    public let message: String
    /// The sequence the platform takes next; only with 409.
    public let expected: Int?

    /// Creates a refusal.
    public init(code: String, message: String, expected: Int?) {
        (self.code, self.message, self.expected) = (code, message, expected)
    }
}

/// What the platform answers to `GET /v1/kiosks/{id}/changes?after=N`.
public struct ChangesAnswer: Equatable, Sendable, Codable {
    /// Up to 500 changes, in the order of their positions.
    public let changes: [VillageChange]
    /// To be asked for next: everything up to here is in this answer or came before.
    public let position: Int
    /// Whether more wait already.
    public let hasMore: Bool

    /// Creates an answer.
    public init(changes: [VillageChange], position: Int, hasMore: Bool) {
        (self.changes, self.position, self.hasMore) = (changes, position, hasMore)
    }
}
