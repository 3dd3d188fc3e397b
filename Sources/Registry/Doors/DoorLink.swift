/// What a controller says of itself.
public struct ControllerStatus: Equatable, Sendable {
    /// The board's number.
    public let serial: UInt32
    /// Index of the newest event, 0 when there is none.
    public let newestEvent: UInt32
    /// Its clock, wall time in China; `nil` when it shows none.
    public let clock: Timestamp?
    /// Doors that stand open, 1...4.
    public let openDoors: Set<Int>

    /// Creates a status.
    public init(serial: UInt32, newestEvent: UInt32, clock: Timestamp?, openDoors: Set<Int>) {
        (self.serial, self.newestEvent) = (serial, newestEvent)
        (self.clock, self.openDoors) = (clock, openDoors)
    }
}

/// Something that happened at a door, as the controller keeps it.
public struct DoorEvent: Equatable, Sendable, Codable {
    /// What happened.
    public enum Kind: Equatable, Sendable, Codable {
        /// A card was swiped and the door opened, or not.
        case swipe(card: UInt32, granted: Bool)
        /// Anything else, by the controller's own numbers.
        case other(type: Int, reason: Int)
        /// The controller has overwritten it.
        case lost
    }
    /// Its number at the controller, from 1.
    public let index: UInt32
    /// What happened.
    public let kind: Kind
    /// Which door, 1...4; 0 for none.
    public let door: Int
    /// The controller's number for why, such as 1 opened, 6 and 18 unknown card.
    public let reason: Int
    /// When, by the controller's clock; `nil` when it shows none.
    public let at: Timestamp?

    /// Creates an event.
    public init(index: UInt32, kind: Kind, door: Int, reason: Int, at: Timestamp?) {
        (self.index, self.kind, self.door) = (index, kind, door)
        (self.reason, self.at) = (reason, at)
    }
}

/// The line to one controller. Each call takes seconds at most and throws a ``UserFacing`` error.
public protocol DoorLink: Sendable {
    /// Clock, newest event, doors.
    func status() async throws -> ControllerStatus
    /// Sets its clock to China's wall time at `time`.
    func setClock(to time: Timestamp) async throws
    /// The card with this number as the controller holds it; `nil` when it holds none.
    func card(_ number: UInt32) async throws -> DoorCard?
    /// Stores the card, in place of one with the same number.
    func put(_ card: DoorCard) async throws
    /// Deletes the card with this number; one that is not there is no error.
    func remove(_ number: UInt32) async throws
    /// Opens a door once. Never repeated: no answer is an error, whether it opened is unknown.
    func open(door: Int) async throws
    /// The event with this index; `nil` when there is none yet.
    func event(at index: UInt32) async throws -> DoorEvent?
}

/// Finds the line to a controller.
public protocol DoorLinks: Sendable {
    /// The one line to `controller`: calls by it are sent one after another.
    func link(to controller: DoorController) async -> any DoorLink
}
