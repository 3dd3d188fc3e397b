import Registry

/// Which board is there (94).
struct GetDevice: ControllerMessage {
    static let function: UInt8 = 0x94

    func read(_ frame: ControllerFrame) throws(DoorLockError) -> ControllerIdentity {
        let network = (8..<12).map { String(frame.byte(at: $0)) }.joined(separator: ".")
        let version = [frame.byte(at: 26), frame.byte(at: 27)]
        guard version.allSatisfy({ $0 >> 4 < 10 && $0 & 0x0F < 10 }) else { throw .badAnswer }
        let major = (version[0] >> 4) * 10 + (version[0] & 0x0F)
        return ControllerIdentity(
            serial: frame.serial, networkAddress: network,
            hardwareAddress: (20..<26).map(frame.byte).hex,
            firmware: "\(major).\([version[1]].hex)", released: try frame.day(at: 28))
    }
}

/// The controller's clock (32); `nil` when it shows none.
struct GetClock: ControllerMessage {
    static let function: UInt8 = 0x32

    func read(_ frame: ControllerFrame) throws(DoorLockError) -> Timestamp? {
        try frame.time(at: 8)
    }
}

/// Sets the clock (30); true when the controller shows the time it was given.
struct SetClock: ControllerMessage {
    static let function: UInt8 = 0x30
    let time: Timestamp

    func write(to frame: inout ControllerFrame) { frame.put(time, at: 8) }

    func read(_ frame: ControllerFrame) throws(DoorLockError) -> Bool {
        try frame.time(at: 8) == ControllerFrame.wholeSecond(time)
    }
}

/// Newest event, doors, clock (20).
struct GetStatus: ControllerMessage {
    static let function: UInt8 = 0x20

    func read(_ frame: ControllerFrame) throws(DoorLockError) -> ControllerStatus {
        var open: Set<Int> = []
        for door in 1...4 where try frame.flag(at: 27 + door) { open.insert(door) }
        _ = try frame.time(at: 20)  // The newest event's: not used, but it must be a time.
        return ControllerStatus(
            serial: frame.serial, newestEvent: frame.number(at: 8),
            clock: try frame.time(shortDayAt: 51, at: 37), openDoors: open)
    }
}

/// Opens a door (40); true when the controller did.
struct OpenDoor: ControllerMessage {
    static let function: UInt8 = 0x40
    let door: UInt8

    func write(to frame: inout ControllerFrame) { frame.put(door, at: 8) }

    func read(_ frame: ControllerFrame) throws(DoorLockError) -> Bool { try frame.flag(at: 8) }
}

/// One entry of the event ring (B0); `nil` when there is none with this index yet.
///
/// Index 0 asks for the oldest, 0xFFFFFFFF for the newest.
struct GetEvent: ControllerMessage {
    static let function: UInt8 = 0xB0
    let index: UInt32

    func write(to frame: inout ControllerFrame) { frame.put(index, at: 8) }

    func read(_ frame: ControllerFrame) throws(DoorLockError) -> DoorEvent? {
        let (held, type) = (frame.number(at: 8), Int(frame.byte(at: 12)))
        if held == 0 || type == 0 || type == 0xFF { return try readNothing(held, type) }
        guard held == index || index == 0 || index == .max else { throw .badAnswer }
        let (door, reason) = (Int(frame.byte(at: 14)), Int(frame.byte(at: 27)))
        let (granted, at) = (try frame.flag(at: 13), try frame.time(at: 20))
        guard door <= 4 else { throw .badAnswer }
        // In any other event the card's field holds something else, such as a button's number.
        let kind: DoorEvent.Kind =
            type == 1 || reason == 1
            ? .swipe(card: frame.number(at: 16), granted: granted)
            : .other(type: type, reason: reason)
        return DoorEvent(index: held, kind: kind, door: door, reason: reason, at: at)
    }

    /// Type 0 is "none", 0xFF "overwritten"; the index is 0 then, or the one asked for.
    private func readNothing(_ held: UInt32, _ type: Int) throws(DoorLockError) -> DoorEvent? {
        guard held == 0 || held == index, type == 0 || type == 0xFF else { throw .badAnswer }
        guard type == 0xFF else { return nil }
        return DoorEvent(index: index, kind: .lost, door: 0, reason: 0, at: nil)
    }
}
