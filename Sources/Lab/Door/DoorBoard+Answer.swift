import Registry

extension DoorBoard {
    /// What the board sends back; `nil` where it keeps silent: an unknown function, another
    /// board's serial, digits that are none.
    mutating func answer(_ request: DoorFrame, at now: Timestamp) -> DoorFrame? {
        guard let function = request.function,
            request.serial == serial || (request.serial == 0 && function == .getDevice)
        else { return nil }
        settle(at: now)
        var reply = DoorFrame(function, serial: serial)
        switch function {
        case .getDevice: describe(in: &reply)
        case .status: return status(with: events.events.last, at: now)
        case .setTime:
            guard let time = WallTime(bcd: request.bytes[8..<15]) else { return nil }
            clockOffset = time.seconds - WallTime(at: now).seconds
            reply.set(time.bcd, at: 8)
        case .getTime: reply.set(clock(at: now).bcd, at: 8)
        case .openDoor: reply.set(openRemotely(door: Int(request[8]), at: now), at: 8)
        case .putCard, .deleteCard, .deleteAllCards:
            guard let isDone = changeCards(request, function, at: now) else { return nil }
            reply.set(isDone, at: 8)
        case .countCards: reply.set(UInt32(clamping: cards.count), at: 8)
        case .getCard: cards.card(request.word(8))?.write(to: &reply)
        case .getCardByIndex:
            switch cards.place(request.word(8)) {
            case .card(let card): card.write(to: &reply)
            case .deleted: reply.set(CardTable.deletedNumber, at: 8)
            case .none: break
            }
        case .setDoor, .getDoor: return doorSetting(request, function, reply)
        case .recordSpecialEvents:
            recordsDoors = request[8] != 0
            reply.set(true, at: 8)
        case .setListener: reply.set(listen(request), at: 8)
        case .getListener:
            reply.set(listener.address, at: 8)
            reply.set([UInt8(listener.port & 0xFF), UInt8(listener.port >> 8)], at: 12)
            reply[14] = listener.interval
        case .getEvent:
            switch events.entry(request.word(8)) {
            case .event(let event): event.write(to: &reply)
            case .overwritten: reply[12] = 0xFF
            case .none: break
            }
        case .setEventIndex:
            let isChanged = request.isGuarded(at: 12) && request.word(8) != eventIndex
            if isChanged { eventIndex = request.word(8) }
            reply.set(isChanged, at: 8)
        case .getEventIndex: reply.set(eventIndex, at: 8)
        }
        return reply
    }

    /// A status, or the packet for `event`, which has the same layout.
    func status(with event: BoardEvent?, at now: Timestamp) -> DoorFrame {
        var frame = DoorFrame(.status, serial: serial)
        event?.write(to: &frame)
        let open = openDoors(at: now)
        for door in open { frame[27 + door] = 1 }
        let time = clock(at: now)
        frame.set(time.timeBCD, at: 37)
        frame.set(sequence, at: 40)
        // The locks that have let go, a bit each.
        for door in 1...doorCount where open.contains(door) || doors[door - 1].mode == .open {
            frame[49] |= 1 << (door - 1)
        }
        frame.set(Array(time.day.bcd.dropFirst()), at: 51)
        return frame
    }

    private func describe(in reply: inout DoorFrame) {
        reply.set([127, 0, 0, 1, 255, 0, 0, 0], at: 8)
        // Made up of the serial, below a prefix that is for local use.
        let number = (0..<4).map { UInt8(truncatingIfNeeded: serial >> (24 - 8 * $0)) }
        reply.set([0x02, 0x00] + number, at: 20)
        reply.set([0x08, 0x92], at: 26)
        reply.set(BCD.bytes(20, 21, 8, 1), at: 28)
    }

    private mutating func changeCards(
        _ request: DoorFrame, _ function: DoorFunction, at now: Timestamp
    ) -> Bool? {
        changedAt = now
        switch function {
        case .putCard:
            guard BCD.numbers(request.bytes[12..<20]) != nil else { return nil }
            // A last day before the first is taken: boards do not compare them.
            guard !refusesPuts, let card = BoardCard(request) else { return false }
            return cards.put(card)
        case .deleteCard: return cards.delete(request.word(8))
        default:
            guard request.isGuarded(at: 8) else { return false }
            cards.deleteAll()
            return true
        }
    }

    private mutating func doorSetting(
        _ request: DoorFrame, _ function: DoorFunction, _ reply: DoorFrame
    ) -> DoorFrame? {
        let door = Int(request[8]) - 1
        guard doors.indices.contains(door) else { return nil }
        if function == .setDoor, let mode = Door.Mode(rawValue: request[9]) {
            (doors[door].mode, doors[door].delay) = (mode, request[10])
        }
        var reply = reply
        reply.set([request[8], doors[door].mode.rawValue, doors[door].delay], at: 8)
        return reply
    }

    private mutating func listen(_ request: DoorFrame) -> Bool {
        listener = Listener(
            address: Array(request.bytes[8..<12]),
            port: UInt16(request[12]) | UInt16(request[13]) << 8, interval: request[14])
        return true
    }
}
