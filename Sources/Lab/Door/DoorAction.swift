import Registry

/// What a hand does to the virtual door controllers, on the lab's page or by a command.
///
/// Written as words: `off`, `on`, `loss 20`, each for all boards or with a board's serial behind;
/// `swipe tenant 223000001 1`; `reset 223000001`. In an address the words are joined by dots.
enum DoorAction: Equatable, Sendable {
    case setPower(Bool, at: UInt32?)
    case lose(percent: Int, at: UInt32?)
    case swipe(card: UInt32, at: UInt32, door: Int)
    case reset(UInt32)

    /// Reads the words; `nil` for anything else.
    ///
    /// - Parameters:
    ///   - words: the action's name and what belongs to it.
    ///   - numbering: makes the number of a card that is named.
    init?(words: [String], numbering: ChipNumbering) {
        let rest = words.dropFirst()
        let numbers = rest.compactMap { UInt32($0) }
        let hasOneSerial = rest.count == numbers.count && rest.count <= 1
        switch (words.first, rest.count) {
        case ("off", _) where hasOneSerial: self = .setPower(false, at: numbers.first)
        case ("on", _) where hasOneSerial: self = .setPower(true, at: numbers.first)
        case ("loss", 1...2) where rest.count == numbers.count && numbers[0] <= 100:
            self = .lose(percent: Int(numbers[0]), at: numbers.dropFirst().first)
        case ("swipe", 3):
            let card = words[1]
            guard let number = UInt32(card) ?? Self.number(ofCard: card, numbering),
                let serial = UInt32(words[2]), let door = UInt8(words[3])
            else { return nil }
            self = .swipe(card: number, at: serial, door: Int(door))
        case ("reset", 1) where hasOneSerial: self = .reset(numbers[0])
        default: return nil
        }
    }

    /// The board it is for; `nil` for all.
    var serial: UInt32? {
        switch self {
        case .setPower(_, let serial), .lose(_, let serial): serial
        case .swipe(_, let serial, _), .reset(let serial): serial
        }
    }

    /// What the readers report of a card the lab has; `nil` for one without a chip serial.
    private static func number(ofCard name: String, _ numbering: ChipNumbering) -> UInt32? {
        guard let serial = LabCard(rawValue: name)?.card(photos: [:]).serial, !serial.isEmpty
        else { return nil }
        return numbering.number(ofChip: serial)
    }
}

extension DoorTwin {
    /// Does what a hand would do.
    func perform(_ action: DoorAction) throws(DoorTwinError) {
        if let serial = action.serial, !serials.contains(serial) { throw .noBoard(serial) }
        switch action {
        case .setPower(let isOn, let serial): spoil(serial) { $0.isOff = !isOn }
        case .lose(let percent, let serial): spoil(serial) { $0.loss = Double(percent) / 100 }
        case .swipe(let card, let serial, let door): swipe(card: card, door: door, at: serial)
        case .reset(let serial): reset(serial)
        }
    }

    /// A board's cards and last events in words, a line each; `nil` for one that is not there.
    func listing(of serial: UInt32) -> String? {
        guard let board = board(serial) else { return nil }
        let cards = board.cards.cards.map { "卡 \($0.summary)" }
        let events = board.events.events.suffix(20).map { "事件 \($0.summary)" }
        return (["\(serial) \(faults(of: serial).summary)"] + cards + events)
            .joined(separator: "\n")
    }
}

extension DoorFaults {
    /// For the lab's page.
    var summary: String {
        (isOff ? "断电" : "通电") + (loss > 0 ? "，丢包 \(Int((loss * 100).rounded())) %" : "")
    }
}

extension BoardCard {
    /// For the lab's page; the PIN stays out.
    var summary: String {
        let doors = doors.map(String.init).joined(separator: "、")
        return "\(number)：\(from.iso8601) 至 \(until.iso8601)，门 \(doors.isEmpty ? "无" : doors)"
    }
}

extension BoardEvent {
    /// For the lab's page.
    var summary: String {
        let what = kind == .swipe ? "门 \(door) 刷卡 \(card)，" : "门 \(door) "
        return "\(index)：\(time.text) \(what)\(reason.title)"
    }
}

extension BoardEvent.Reason {
    /// For the lab's page.
    var title: String {
        switch self {
        case .swipeOpened: "开门"
        case .noRight: "不开：没有权限"
        case .normallyClosed: "不开：门设为常闭"
        case .outsideProfile: "不开：不在时段内"
        case .outsideDays: "不开：不在有效期内"
        case .unknownCard: "不开：卡未登记"
        case .doorOpened: "打开"
        case .doorClosed: "关上"
        case .openedRemotely: "远程开门"
        }
    }
}
