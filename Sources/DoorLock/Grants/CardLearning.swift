public import Registry

/// Learning a card's number from a swipe at the door, as a value.
///
/// The first card after the start that the chosen door does not know is the one: refused as
/// unknown (18) or without a right (6; boards differ). Readers repeat a card that lies on them;
/// once a number is learnt, or the minute is over, nothing more comes out.
public struct CardLearning: Equatable, Sendable {
    /// Time for the way to the door, by the kiosk's clock.
    public static let limit = Duration.seconds(60)
    /// The controller's numbers for a card that it does not know.
    static let reasons: Set<Int> = [6, 18]

    private let door: Int
    private let start: UInt32
    private let deadline: Timestamp
    private var isOver = false

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - door: the door at which the tenant swipes, 1...4.
    ///   - newestEvent: index of the controller's newest event at the start; older swipes may be
    ///     anybody's.
    ///   - now: the start, by the kiosk's clock.
    public init(at door: Int, after newestEvent: UInt32, now: Timestamp) {
        (self.door, start, deadline) = (door, newestEvent, now + Self.limit)
    }

    /// Applies one event; `nil` while there is nothing to say.
    public mutating func handle(_ event: CardLearningEvent) -> CardLearningOutcome? {
        guard !isOver else { return nil }
        switch event {
        case .seen(let event, let now):
            guard now <= deadline else { return expire() }
            guard let number = unknownCard(in: event) else { return nil }
            isOver = true
            return .learnt(number)
        case .timePassed(let now):
            return now > deadline ? expire() : nil
        }
    }

    private mutating func expire() -> CardLearningOutcome {
        isOver = true
        return .expired(DoorLockError.notSwiped.fault)
    }

    private func unknownCard(in event: DoorEvent) -> UInt32? {
        guard event.index > start, event.door == door, Self.reasons.contains(event.reason),
            case .swipe(let card, granted: false) = event.kind,
            !CardNumberRule.refused.contains(card)
        else { return nil }
        return card
    }
}

/// What happened while a card is learnt.
public enum CardLearningEvent: Equatable, Sendable {
    /// An event of the controller, and when the kiosk read it.
    case seen(DoorEvent, at: Timestamp)
    /// The kiosk looked at its clock.
    case timePassed(Timestamp)
}

/// How learning a card ended.
public enum CardLearningOutcome: Equatable, Sendable {
    /// The number the door's reader reports for the card.
    case learnt(UInt32)
    /// Nobody swiped an unknown card in time.
    case expired(Fault)
}

extension CardNumberRule {
    /// Every rule there is, 16.
    public static let all: [CardNumberRule] = Source.allCases.flatMap { source in
        Order.allCases.flatMap { order in
            Format.allCases.map { CardNumberRule(source: source, order: order, format: $0) }
        }
    }

    /// The rules by which a chip's eight bytes become the number a door reported.
    ///
    /// One swipe shows how a site's readers count; some rules may agree by chance, none when the
    /// reader does something else.
    public static func matching(chipSerial: [UInt8], number: UInt32) -> [CardNumberRule] {
        all.filter { $0.number(of: chipSerial) == number }
    }
}
