/// A matter that a machine cannot settle, laid before the clerk 例外.
public struct DeskException: Equatable, Sendable, Codable, Identifiable {
    /// What it is about.
    public enum Subject: Equatable, Sendable, Codable {
        /// The check-in at the kiosk.
        case checkIn(Identifier<CheckInSession>)
        /// A copy of a recorded tenancy's lease or settlement, by its number, on its way to
        /// paper; 1 is the first.
        case paper(Identifier<Tenancy>, number: String, copy: Int)
        /// A tenancy's card at the doors of its house.
        case door(Identifier<Tenancy>)
        /// A room of the village.
        case room(Identifier<Room>)
        /// An insurance of a recorded tenancy on its way to a policy, or to its end.
        case policy(Identifier<Tenancy>)
    }
    /// What the clerk can do about it.
    public enum Remedy: String, Sendable, Codable {
        /// "Compared in person by me", with a reason.
        case compareInPerson
        /// Do the effect again.
        case redo
        /// The sheet came out: nothing is printed again.
        case paperCame
        /// End the check-in, or drop the effect.
        case cancel
        /// The clerk has looked after it.
        case seen
    }

    public let id: Identifier<DeskException>
    /// What it is about.
    public let subject: Subject
    /// What happened.
    public let fault: Fault
    /// What can be done.
    public let remedies: [Remedy]
    /// When it was raised.
    public let raisedAt: Timestamp

    /// Creates an exception.
    public init(
        id: Identifier<DeskException>, subject: Subject, fault: Fault, remedies: [Remedy],
        raisedAt: Timestamp
    ) {
        (self.id, self.subject, self.fault) = (id, subject, fault)
        (self.remedies, self.raisedAt) = (remedies, raisedAt)
    }
}

/// Names one visitor's pass through the kiosk; it holds nothing itself.
public enum CheckInSession {}
