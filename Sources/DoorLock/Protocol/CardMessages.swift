import Registry

/// Stores a card, in place of one with the same number (50); true when the controller did.
///
/// Card 8, first day 12, last day 16, doors 20–23, PIN 24 (3 bytes, always 0: none).
struct PutCard: ControllerMessage {
    static let function: UInt8 = 0x50
    let card: DoorCard

    func write(to frame: inout ControllerFrame) {
        frame.put(card.number, at: 8)
        frame.put(card.from, at: 12)
        frame.put(card.until, at: 16)
        for door in 1...4 where card.doors.contains(door) { frame.put(UInt8(1), at: 19 + door) }
    }

    func read(_ frame: ControllerFrame) throws(DoorLockError) -> Bool { try frame.flag(at: 8) }
}

/// Deletes a card (52); true when the controller did.
struct DeleteCard: ControllerMessage {
    static let function: UInt8 = 0x52
    let number: UInt32

    func write(to frame: inout ControllerFrame) { frame.put(number, at: 8) }

    func read(_ frame: ControllerFrame) throws(DoorLockError) -> Bool { try frame.flag(at: 8) }
}

/// The card with a number (5A), laid out as in ``PutCard``; `nil` when there is none.
struct GetCard: ControllerMessage {
    static let function: UInt8 = 0x5A
    let number: UInt32

    func write(to frame: inout ControllerFrame) { frame.put(number, at: 8) }

    func read(_ frame: ControllerFrame) throws(DoorLockError) -> DoorCard? {
        let held = frame.number(at: 8)
        // 0 is "none", 0xFFFFFFFF a deleted slot.
        guard held != 0, held != .max else { return nil }
        guard held == number else { throw .badAnswer }
        let (from, until) = (try frame.day(at: 12), try frame.day(at: 16))
        let doors = (1...4).filter { frame.byte(at: 19 + $0) == 1 }
        // 2–254 are time profiles: the door opens at some hours only.
        let hasProfile = (20...23).contains { frame.byte(at: $0) > 1 }
        let hasPIN = (24...26).contains { frame.byte(at: $0) != 0 }
        let isFirstCard = frame.byte(at: 27) & 0x0F != 0
        let never = Timestamp(milliseconds: 0).day
        return DoorCard(
            number: held, from: from ?? never, until: until ?? never, doors: Set(doors),
            hasOtherTerms: hasProfile || hasPIN || isFirstCard || from == nil || until == nil)
    }
}

/// How many cards the controller holds (58).
struct GetCardCount: ControllerMessage {
    static let function: UInt8 = 0x58

    func read(_ frame: ControllerFrame) throws(DoorLockError) -> UInt32 { frame.number(at: 8) }
}
