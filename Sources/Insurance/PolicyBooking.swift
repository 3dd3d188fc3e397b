public import Registry

/// One application's way to a policy and to its end, as a value: no clock, no insurer, no
/// database.
///
/// The insurer books a key once however often it comes, so what is not known is asked and what is
/// missing is asked for again, under the same key. ``handle(_:)`` names the work to do, in order;
/// whoever does it feeds the outcome back as the next event. `save` always comes before the call
/// that it guards. What only time can mend is tried again for ever; what a person must mend waits
/// for him.
public struct PolicyBooking: Equatable, Sendable, Codable {
    /// Where the application stands.
    public enum State: Equatable, Sendable, Codable {
        /// To be quoted.
        case queued
        /// The insurer is asked for the premium.
        case quoting
        /// Being booked; whether the insurer has it is not certain.
        case booking
        /// Whether there is a policy is not known; the insurer is asked.
        case unknown
        /// In force, or about to be.
        case booked(Policy)
        /// It goes on when a person has decided.
        case failed(Fault)
        /// Being ended at the insurer's.
        case cancelling
        /// No policy is in force and none will be.
        case cancelled
    }

    /// Waits after the first failure, the second and so on; the last one from then on.
    static let pauses: [Duration] = [
        .seconds(5), .seconds(15), .seconds(60), .seconds(300), .seconds(900),
    ]

    /// What was asked for.
    public let application: PolicyApplication
    /// The present state.
    public internal(set) var state = State.queued
    /// The last day the policy is wanted for, once its end is asked for.
    public internal(set) var lastDay: CalendarDate?
    /// Whether the outcome of some booking call was never learnt: it may have made a policy,
    /// or still make one.
    public internal(set) var isUnsure = false
    /// Whether a person has taken the ending into his own hands.
    public internal(set) var isGivenUp = false
    var failures = 0

    /// An application of which nothing was sent.
    public init(_ application: PolicyApplication) { self.application = application }

    /// The insurer's number, while a policy is in force.
    public var number: String? {
        if case .booked(let policy) = state { policy.number } else { nil }
    }

    /// Whether there is nothing left to do, unless the end of a policy is asked for.
    public var isFinished: Bool {
        switch state {
        case .booked, .cancelled: true
        case .failed: isGivenUp
        default: false
        }
    }

    /// Applies one event and returns the work it calls for. Late and repeated events change
    /// nothing.
    public mutating func handle(_ event: PolicyEvent) -> [PolicyAction] {
        switch event {
        case .resumed: resumed()
        case .quoted(let premium): quoted(premium)
        case .booked(let policy): state == .booking ? settle(policy) : []
        case .found(let policy): found(policy)
        case .notFound: notFound()
        case .cancelled: state == .cancelling ? [.lookUp] : []
        case .setBack(let setback): setBack(setback)
        case .cancelWanted(let day): cancelWanted(day)
        case .redo: redo()
        case .dropped(let day): dropped(day)
        }
    }
}

/// A call to the insurer that failed.
public struct Setback: Equatable, Sendable {
    /// Why.
    public let fault: Fault
    /// Whether it stays so until a person does something.
    public let needsPerson: Bool
    /// Whether a booking that failed so surely left no policy.
    public let nothingWasBooked: Bool

    /// What `error` means; an unforeseen one is for a person, and says nothing of a policy.
    public init(_ error: any Error) {
        let known = error as? InsuranceError
        fault = Fault(error)
        needsPerson = known?.needsPerson ?? true
        nothingWasBooked = known?.nothingWasBooked ?? false
    }
}

/// What happened to an application.
public enum PolicyEvent: Equatable, Sendable {
    /// It is the application's turn: after a start, or after a pause.
    case resumed
    /// What the insurer would take.
    case quoted(Money)
    /// The insurer booked it, now or earlier.
    case booked(Policy)
    /// The insurer knows a policy of this key.
    case found(Policy)
    /// It knows none.
    case notFound
    /// The insurer says that it has ended the policy.
    case cancelled(Policy)
    /// A call failed.
    case setBack(Setback)
    /// The insurance is not wanted after this day.
    case cancelWanted(on: CalendarDate)
    /// A person has mended what was wrong.
    case redo
    /// A person wants no more of it; an end that the insurer refuses he sees to himself.
    case dropped(on: CalendarDate)
}

/// Work that an application asks for.
public enum PolicyAction: Equatable, Sendable {
    /// Store the booking; nothing after it is done before that is durable.
    case save
    /// Ask for the premium.
    case quote
    /// Book under the application's key.
    case book
    /// Ask for the policy of the key.
    case lookUp
    /// Have the policy ended.
    case cancel(on: CalendarDate)
    /// Send ``PolicyEvent/resumed`` after a pause; meanwhile show why.
    case postpone(Duration, Fault)
    /// Ask a person; the answer comes as an event.
    case ask(Fault)
}
