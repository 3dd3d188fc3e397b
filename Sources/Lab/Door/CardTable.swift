import Registry

/// A card in a board's memory.
struct BoardCard: Equatable, Sendable {
    var number: UInt32
    /// First day on which it opens.
    var from: CalendarDate
    /// Last day on which it opens.
    var until: CalendarDate
    /// By door: 0 no, 1 always, 2...254 by a time profile.
    var rights: [UInt8]
    /// Three bytes as they came.
    var pin: [UInt8] = [0, 0, 0]
    /// A bit each door.
    var firstCard: UInt8 = 0
}

extension BoardCard {
    /// The card of a put-card; `nil` for days that do not exist.
    init?(_ frame: DoorFrame) {
        guard let from = CalendarDate(bcd: frame.bytes[12..<16]),
            let until = CalendarDate(bcd: frame.bytes[16..<20])
        else { return nil }
        self.init(
            number: frame.word(8), from: from, until: until, rights: Array(frame.bytes[20..<24]),
            pin: Array(frame.bytes[24..<27]), firstCard: frame[27])
    }

    /// Bytes 8 to 27 of an answer to get-card.
    func write(to frame: inout DoorFrame) {
        frame.set(number, at: 8)
        frame.set(from.bcd + until.bcd + rights + pin + [firstCard], at: 12)
    }

    /// Doors it opens at some time, 1...4.
    var doors: [Int] { rights.indices.filter { rights[$0] != 0 }.map { $0 + 1 } }
}

/// A board's cards by place; a deleted card leaves a marked place behind, which the next new
/// card takes.
struct CardTable: Sendable {
    /// Of a place whose card was deleted.
    static let deletedNumber: UInt32 = 0xFFFF_FFFF

    /// Live cards it has room for.
    var capacity = 20_000
    /// There is no room, whatever the capacity.
    var isClosed = false
    private var places: [BoardCard?] = []
    private var placeByNumber: [UInt32: Int] = [:]
    private var free: [Int] = []

    /// Live cards.
    var count: Int { placeByNumber.count }
    /// Live cards in the order of their places.
    var cards: [BoardCard] { places.compactMap { $0 } }

    func card(_ number: UInt32) -> BoardCard? { placeByNumber[number].flatMap { places[$0] } }

    /// What stands at `index`, from 1.
    enum Place: Equatable {
        case card(BoardCard)
        case deleted
        case none
    }
    func place(_ index: UInt32) -> Place {
        guard index > 0, index <= places.count else { return .none }
        return places[Int(index) - 1].map(Place.card) ?? .deleted
    }

    /// Stores `card`, in place of one with its number; false when there is no room, and for
    /// numbers that mean "none" and "deleted".
    mutating func put(_ card: BoardCard) -> Bool {
        guard card.number != 0, card.number != Self.deletedNumber else { return false }
        if let place = placeByNumber[card.number] {
            places[place] = card
            return true
        }
        guard count < capacity, !isClosed else { return false }
        if let place = free.popLast() {
            places[place] = card
            placeByNumber[card.number] = place
        } else {
            placeByNumber[card.number] = places.count
            places.append(card)
        }
        return true
    }

    /// False when it holds no such card.
    mutating func delete(_ number: UInt32) -> Bool {
        guard let place = placeByNumber.removeValue(forKey: number) else { return false }
        places[place] = nil
        free.append(place)
        return true
    }

    mutating func deleteAll() {
        (places, placeByNumber, free) = ([], [:], [])
    }
}
