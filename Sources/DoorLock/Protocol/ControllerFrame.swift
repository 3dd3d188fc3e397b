import Registry

/// One packet to or from a controller (UT0311 boards): always 64 bytes, numbers little-endian.
///
/// ```
/// 0x17 | function | 0 0 | serial: UInt32 | fields from offset 8, zero padded
/// ```
///
/// There is no check sum and no request number: which reply belongs to which request is settled
/// by ``UDPDoorLink``. Pushed events may begin with 0x19; replies never do.
struct ControllerFrame: Equatable, Sendable {
    static let length = 64
    static let start: UInt8 = 0x17

    /// The packet as sent. Offsets below are constants of the protocol's table, all < 64.
    private(set) var bytes: [UInt8]

    /// A request without fields.
    init(function: UInt8, serial: UInt32) {
        bytes = [UInt8](repeating: 0, count: Self.length)
        (bytes[0], bytes[1]) = (Self.start, function)
        put(serial, at: 4)
    }

    /// Takes a packet as the reply of controller `serial` to `function`.
    ///
    /// - Throws: `.otherController` for a sound packet of another board, else `.badAnswer`.
    init(reply bytes: [UInt8], function: UInt8, serial: UInt32) throws(DoorLockError) {
        guard bytes.count == Self.length, bytes[0] == Self.start, bytes[1] == function else {
            throw .badAnswer
        }
        self.bytes = bytes
        guard self.serial == serial else { throw .otherController }
    }

    /// The board's number.
    var serial: UInt32 { number(at: 4) }

    mutating func put(_ byte: UInt8, at offset: Int) { bytes[offset] = byte }

    mutating func put(_ number: UInt32, at offset: Int) {
        for place in 0..<4 {
            bytes[offset + place] = UInt8(truncatingIfNeeded: number >> (8 * UInt32(place)))
        }
    }

    func byte(at offset: Int) -> UInt8 { bytes[offset] }

    func number(at offset: Int) -> UInt32 {
        bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// A byte that is 0 or 1.
    func flag(at offset: Int) throws(DoorLockError) -> Bool {
        guard bytes[offset] <= 1 else { throw .badAnswer }
        return bytes[offset] == 1
    }
}
