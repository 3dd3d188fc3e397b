/// A controller of a house's doors, as the village's records name it 门禁控制器.
public struct DoorController: Equatable, Sendable, Codable, Identifiable {
    public let id: Identifier<DoorController>
    /// House whose doors it opens.
    public let house: Identifier<House>
    /// The number on its board; the first of its nine digits is the number of doors, 1...4.
    public let serial: UInt32
    /// `host:port` on the village's network.
    public let address: String
    /// How its readers make a number of an identity card's chip serial.
    public let cardNumber: CardNumberRule

    /// Creates a controller.
    public init(
        id: Identifier<DoorController>, house: Identifier<House>, serial: UInt32,
        address: String, cardNumber: CardNumberRule
    ) {
        (self.id, self.house, self.serial) = (id, house, serial)
        (self.address, self.cardNumber) = (address, cardNumber)
    }

    /// Doors it has, 1...4.
    public var doorCount: Int { min(4, max(1, Int(serial / 100_000_000))) }
}

/// How a door's reader makes the number it reports out of the chip's eight bytes.
///
/// Which bytes a reader sends, and in which order, differs from site to site and is written
/// nowhere; a swipe at the door settles it.
public struct CardNumberRule: Equatable, Sendable, Codable {
    /// The bytes of the chip serial that count.
    public enum Source: String, Sendable, Codable, CaseIterable {
        case first4, last4, first3, last3
    }
    /// The order in which they are read.
    public enum Order: String, Sendable, Codable, CaseIterable { case bigEndian, littleEndian }
    /// How the number goes over the reader's wires.
    public enum Format: String, Sendable, Codable, CaseIterable {
        /// Wiegand 26: one byte of facility × 100,000 + two bytes; the highest of four is lost.
        case w26
        /// Wiegand 34: the plain number.
        case w34
    }

    /// Bytes that count.
    public let source: Source
    /// Their order.
    public let order: Order
    /// Their form on the wire.
    public let format: Format

    /// Creates a rule.
    public init(source: Source, order: Order, format: Format) {
        (self.source, self.order, self.format) = (source, order, format)
    }

    /// The card number of a chip; `nil` for a serial that is not eight bytes, and for numbers no
    /// controller takes (0, 0x00FFFFFF, 0xFFFFFFFF).
    public func number(of serial: [UInt8]) -> UInt32? {
        guard serial.count == 8 else { return nil }
        var bytes =
            switch source {
            case .first4: serial.prefix(4)
            case .last4: serial.suffix(4)
            case .first3: serial.prefix(3)
            case .last3: serial.suffix(3)
            }
        if order == .littleEndian { bytes = ArraySlice(bytes.reversed()) }
        var number = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        if format == .w26 { number = (number >> 16 & 0xFF) * 100_000 + (number & 0xFFFF) }
        return Self.refused.contains(number) ? nil : number
    }

    /// Numbers that mean something else to a controller.
    public static let refused: Set<UInt32> = [0, 0x00FF_FFFF, 0xFFFF_FFFF]
}
