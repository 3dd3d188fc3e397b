/// Something that happened at a board's doors.
struct BoardEvent: Equatable, Sendable {
    /// Byte 12 of an event.
    enum Kind: UInt8, Sendable {
        case swipe = 1
        case door = 2
    }
    /// Byte 27 of an event.
    enum Reason: UInt8, Sendable {
        case swipeOpened = 1
        /// Also what real boards say of a card they do not know.
        case noRight = 6
        case normallyClosed = 11
        case outsideProfile = 13
        case outsideDays = 15
        /// What simulators say of a card they do not know.
        case unknownCard = 18
        case doorOpened = 23
        case doorClosed = 24
        case openedRemotely = 44
    }

    /// From 1.
    var index: UInt32 = 0
    var kind: Kind
    var isGranted: Bool
    var door: Int
    /// A card only in swipes.
    var card: UInt32
    /// By the board's clock.
    var time: WallTime
    var reason: Reason

    /// Bytes 8 to 27 of a status, an event, or an answer to get-event.
    func write(to frame: inout DoorFrame) {
        frame.set(index, at: 8)
        frame[12] = kind.rawValue
        frame.set(isGranted, at: 13)
        frame[14] = UInt8(clamping: door)
        frame[15] = 1  // In; the lab's doors have no reader on the way out.
        frame.set(card, at: 16)
        frame.set(time.bcd, at: 20)
        frame[27] = reason.rawValue
    }
}

/// A board's memory of events: the newest of them, numbered on from 1.
struct EventRing: Sendable {
    /// What a board says of an index.
    enum Entry: Equatable {
        case event(BoardEvent)
        case overwritten
        case none
    }

    let capacity: Int
    private(set) var events: [BoardEvent] = []

    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// Index of the newest event, 0 when there is none.
    var newest: UInt32 { events.last?.index ?? 0 }

    /// Numbers and keeps `event`.
    mutating func append(_ event: BoardEvent) -> BoardEvent {
        var event = event
        event.index = newest &+ 1
        if events.count == capacity { events.removeFirst() }
        events.append(event)
        return event
    }

    /// The event with `index`; 0 is the oldest that is kept, 0xFFFFFFFF the newest.
    func entry(_ index: UInt32) -> Entry {
        guard let oldest = events.first, let newest = events.last else { return .none }
        switch index {
        case 0: return .event(oldest)
        case .max: return .event(newest)
        case ..<oldest.index: return .overwritten
        case ...newest.index: return .event(events[Int(index - oldest.index)])
        default: return .none
        }
    }
}
