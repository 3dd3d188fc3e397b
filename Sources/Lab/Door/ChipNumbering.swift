/// How a door's reader makes the number it reports out of an identity card's chip serial.
///
/// No reader's choice is written anywhere; the lab's takes the last four bytes as they stand.
struct ChipNumbering: Equatable, Sendable {
    enum Source: Sendable { case first4, last4, first3, last3 }
    enum Order: Sendable { case bigEndian, littleEndian }
    /// The reader's wires.
    enum Format: Sendable {
        /// Facility, one byte, times 100,000, and two bytes; a fourth byte is lost.
        case wiegand26
        /// The plain number.
        case wiegand34
    }

    var source = Source.last4
    var order = Order.bigEndian
    var format = Format.wiegand34

    /// The number reported for a chip with the serial `chip`, of 8 bytes.
    func number(ofChip chip: [UInt8]) -> UInt32 {
        let taken: ArraySlice<UInt8> =
            switch source {
            case .first4: chip.prefix(4)
            case .last4: chip.suffix(4)
            case .first3: chip.prefix(3)
            case .last3: chip.suffix(3)
            }
        let bytes = order == .bigEndian ? Array(taken) : taken.reversed()
        let number = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return switch format {
        case .wiegand26: (number >> 16 & 0xFF) * 100_000 + (number & 0xFFFF)
        case .wiegand34: number
        }
    }
}
