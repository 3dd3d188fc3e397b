import Registry

/// How far the insurance of a tenancy has come.
enum PolicyNews: Equatable, Codable, Sendable {
    /// The insurer is being asked.
    case booking
    /// Booked; the insurer's number.
    case booked(number: String)
    /// Comes later; the sentence says why.
    case delayed(Fault)
    /// Ended before its term.
    case cancelled
}
