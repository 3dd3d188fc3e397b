/// A packet of a UT0311 door board: 64 bytes, start byte 0x17, function, serial, fields.
///
/// Numbers are little-endian, dates and times BCD; what no field fills is zero.
struct DoorFrame: Equatable, Sendable {
    static let length = 64
    /// Guards functions that do harm when called by accident.
    static let magic: UInt32 = 0x55AA_AA55
    private static let start: UInt8 = 0x17

    private(set) var bytes: [UInt8]

    /// An answer or an event without fields.
    init(_ function: DoorFunction, serial: UInt32) {
        bytes = [UInt8](repeating: 0, count: Self.length)
        bytes[0] = Self.start
        bytes[1] = function.rawValue
        set(serial, at: 4)
    }

    /// A request as it arrived; `nil` for what a board does not take for one.
    init?(received bytes: [UInt8]) {
        guard bytes.count == Self.length, bytes[0] == Self.start else { return nil }
        self.bytes = bytes
    }

    /// What is asked; `nil` for a function that the lab's boards do not have.
    var function: DoorFunction? { DoorFunction(rawValue: bytes[1]) }
    /// Whom it is for; 0 in a get-device for all.
    var serial: UInt32 { word(4) }
    /// Whether the magic word stands at `offset`.
    func isGuarded(at offset: Int) -> Bool { word(offset) == Self.magic }

    subscript(offset: Int) -> UInt8 {
        get { bytes[offset] }
        set { bytes[offset] = newValue }
    }

    /// Four bytes as a number.
    func word(_ offset: Int) -> UInt32 {
        bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func set(_ word: UInt32, at offset: Int) {
        set((0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }, at: offset)
    }

    mutating func set(_ flag: Bool, at offset: Int) { bytes[offset] = flag ? 1 : 0 }

    mutating func set(_ field: [UInt8], at offset: Int) {
        bytes.replaceSubrange(offset..<offset + field.count, with: field)
    }

    /// Firmware 6.62 begins events, and only events, with another byte.
    mutating func beginAsOldFirmware() { bytes[0] = 0x19 }
}

/// What the lab's boards can be asked.
enum DoorFunction: UInt8, Sendable, CaseIterable {
    case status = 0x20
    case setTime = 0x30
    case getTime = 0x32
    case openDoor = 0x40
    case putCard = 0x50
    case deleteCard = 0x52
    case deleteAllCards = 0x54
    case countCards = 0x58
    case getCard = 0x5A
    case getCardByIndex = 0x5C
    case setDoor = 0x80
    case getDoor = 0x82
    case recordSpecialEvents = 0x8E
    case setListener = 0x90
    case getListener = 0x92
    case getDevice = 0x94
    case getEvent = 0xB0
    case setEventIndex = 0xB2
    case getEventIndex = 0xB4
}
