import Registry

/// How far a tenant's right to open his doors has come.
enum DoorNews: Equatable, Codable, Sendable {
    /// The house has no controller: the landlord hands out a key.
    case none
    /// The controller is being told.
    case granting
    /// Read back from the controller: the card opens.
    case granted
    /// The card's number is not known until it is swiped at the door.
    case awaitingSwipe
    /// Comes later; the sentence says why.
    case delayed(Fault)
}
