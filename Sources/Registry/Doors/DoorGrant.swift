/// A card as a controller holds it.
public struct DoorCard: Equatable, Sendable, Codable {
    /// The number the readers report.
    public let number: UInt32
    /// First day on which it opens.
    public let from: CalendarDate
    /// Last day on which it opens.
    public let until: CalendarDate
    /// Doors it opens, 1...4.
    public let doors: Set<Int>
    /// True when the controller's record says more than the above: a time profile, a PIN, a
    /// first-card right, no days. No grant wants that, so such a record agrees with none.
    public let hasOtherTerms: Bool

    /// Creates a card.
    public init(
        number: UInt32, from: CalendarDate, until: CalendarDate, doors: Set<Int>,
        hasOtherTerms: Bool = false
    ) {
        (self.number, self.from, self.until, self.doors) = (number, from, until, doors)
        self.hasOtherTerms = hasOtherTerms
    }
}

/// The right of a tenancy's card at one controller: what is wanted there, whatever the
/// controller holds now.
public struct DoorGrant: Equatable, Sendable, Codable, Identifiable {
    public let id: Identifier<DoorGrant>
    /// Whose right it is.
    public let tenancy: Identifier<Tenancy>
    /// Where.
    public let controller: Identifier<DoorController>
    /// The card as it should stand there; its days are the lease's, so that access ends with
    /// the lease even when nobody can reach the controller. `nil` until the card's number is
    /// learnt at the door.
    public let card: DoorCard?
    /// False once the right has ended: the controller must not hold the card.
    public let isWanted: Bool
    /// Counts what was wanted; the controller agrees once the applied revision is the same.
    public let revision: Int

    /// Creates a grant.
    public init(
        id: Identifier<DoorGrant>, tenancy: Identifier<Tenancy>,
        controller: Identifier<DoorController>, card: DoorCard?, isWanted: Bool, revision: Int
    ) {
        (self.id, self.tenancy, self.controller) = (id, tenancy, controller)
        (self.card, self.isWanted, self.revision) = (card, isWanted, revision)
    }
}

/// Where a grant stands.
public enum DoorGrantState: Equatable, Sendable, Codable {
    /// The card's number is not known: it must be swiped at the door.
    case awaitingSwipe
    /// Wanted, not yet read back; the fault says what the last try met.
    case pending(Fault?)
    /// Read back from the controller as wanted.
    case applied
    /// Revoked, and read back as gone.
    case revoked
}
