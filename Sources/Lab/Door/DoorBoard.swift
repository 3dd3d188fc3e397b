import Registry

/// One UT0311 board: its cards, events, clock and doors, as a value that is told the time.
struct DoorBoard: Sendable {
    /// How a door works, and how long its lock lets go.
    struct Door: Equatable, Sendable {
        enum Mode: UInt8, Sendable { case open = 1, closed, controlled }
        var mode = Mode.controlled
        /// Seconds.
        var delay: UInt8 = 3
        /// Until when it stands open; `nil` when it is closed.
        var openUntil: Timestamp?
    }
    /// Where events are sent: four bytes of address, the port, and seconds between repetitions,
    /// which the lab's boards keep but do not make.
    struct Listener: Equatable, Sendable {
        var address: [UInt8] = [0, 0, 0, 0]
        var port: UInt16 = 0
        var interval: UInt8 = 0
    }

    static let eventsKept = 256
    /// Seen where a card's number stands when a door is opened remotely.
    private static let remoteMark: UInt32 = 3_922_570_474
    /// Stand where a card's number stands when a door's contact changes.
    private static let (openedMark, closedMark): (UInt32, UInt32) = (8, 9)

    let serial: UInt32
    /// 1...4, the serial's first digit.
    let doorCount: Int
    /// Why a card that is not in the table is refused.
    var unknownCardReason = BoardEvent.Reason.noRight
    /// Every put-card is refused.
    var refusesPuts = false

    var cards = CardTable()
    var events = EventRing(capacity: eventsKept)
    /// Seconds by which its clock is ahead.
    var clockOffset = 0
    var doors = [Door](repeating: Door(), count: 4)
    /// Whether a door's opening and closing are events, too.
    var recordsDoors = false
    var listener = Listener()
    /// What a program has noted as read; the board makes nothing of it.
    var eventIndex: UInt32 = 0
    /// Events sent so far.
    private(set) var sequence: UInt32 = 0
    /// When something last happened at it.
    var changedAt: Timestamp?
    private var unsent: [BoardEvent] = []

    /// A board of the factory's setting.
    init(serial: UInt32, eventsKept: Int = eventsKept) {
        self.serial = serial
        doorCount = min(4, max(1, Int(serial / 100_000_000)))
        events = EventRing(capacity: eventsKept)
    }

    /// What its clock shows.
    func clock(at now: Timestamp) -> WallTime {
        WallTime(seconds: WallTime(at: now).seconds + clockOffset)
    }

    /// Doors that stand open, 1...4.
    func openDoors(at now: Timestamp) -> [Int] {
        (1...4).filter { doors[$0 - 1].openUntil.map { now < $0 } ?? false }
    }

    /// Lays a card on the reader of `door`; whether the door opened.
    mutating func swipe(card number: UInt32, door: Int, at now: Timestamp) -> Bool {
        guard (1...doorCount).contains(door) else { return false }
        settle(at: now)
        let reason = judge(number, door: door, at: now)
        let opens = reason == .swipeOpened
        log(
            BoardEvent(
                kind: .swipe, isGranted: opens, door: door, card: number, time: clock(at: now),
                reason: reason),
            at: now)
        if opens { open(door, at: now) }
        return opens
    }

    /// Opens a door by order of a program; false for a door it has not.
    mutating func openRemotely(door: Int, at now: Timestamp) -> Bool {
        guard (1...doorCount).contains(door) else { return false }
        log(
            BoardEvent(
                kind: .door, isGranted: true, door: door, card: Self.remoteMark,
                time: clock(at: now), reason: .openedRemotely),
            at: now)
        open(door, at: now)
        return true
    }

    /// Closes the doors whose time is over.
    mutating func settle(at now: Timestamp) {
        let due = (1...4).compactMap { door in
            doors[door - 1].openUntil.map { (door, $0) }
        }
        for (door, end) in due.sorted(by: { $0.1 < $1.1 }) where end <= now {
            doors[door - 1].openUntil = nil
            logDoor(door, .doorClosed, mark: Self.closedMark, at: end)
        }
    }

    /// Forgets the events and counts on from 0, as after its reset button; the cards stay.
    mutating func reset() {
        events = EventRing(capacity: events.capacity)
        (eventIndex, unsent) = (0, [])
        for door in doors.indices { doors[door].openUntil = nil }
    }

    /// Events since the last call, each as the packet for the listener.
    mutating func takeUnsent(at now: Timestamp) -> [DoorFrame] {
        defer { unsent = [] }
        return unsent.map { event in
            sequence &+= 1
            return status(with: event, at: now)
        }
    }

    private func judge(
        _ number: UInt32, door: Int, at now: Timestamp
    ) -> BoardEvent.Reason {
        guard let card = cards.card(number) else { return unknownCardReason }
        let today = clock(at: now).day
        guard card.from <= today, today <= card.until else { return .outsideDays }
        guard doors[door - 1].mode != .closed else { return .normallyClosed }
        switch card.rights[door - 1] {
        case 0: return .noRight
        case 1: return .swipeOpened
        // Nobody can define a profile here, and one that is not there lets nobody in.
        default: return .outsideProfile
        }
    }

    private mutating func open(_ door: Int, at now: Timestamp) {
        let wasClosed = doors[door - 1].openUntil == nil
        doors[door - 1].openUntil = now + .seconds(Int(doors[door - 1].delay))
        if wasClosed { logDoor(door, .doorOpened, mark: Self.openedMark, at: now) }
    }

    private mutating func logDoor(
        _ door: Int, _ reason: BoardEvent.Reason, mark: UInt32, at time: Timestamp
    ) {
        guard recordsDoors else { return }
        log(
            BoardEvent(
                kind: .door, isGranted: true, door: door, card: mark, time: clock(at: time),
                reason: reason),
            at: time)
    }

    private mutating func log(_ event: BoardEvent, at now: Timestamp) {
        unsent.append(events.append(event))
        changedAt = now
    }
}
