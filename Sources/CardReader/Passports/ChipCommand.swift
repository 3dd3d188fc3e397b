/// A command to a passport's chip (ISO 7816-4, short form), with data where there is some.
///
/// ```
/// CLA INS P1 P2 | Lc data | Le
/// ```
struct ChipCommand: Equatable, Sendable {
    var cla: UInt8 = 0
    let ins: UInt8
    let p1: UInt8
    let p2: UInt8
    /// At most 255 bytes.
    var data: [UInt8] = []
    /// Bytes wanted at most, 1 to 256; `nil` for none.
    var le: Int?

    /// The bytes as sent without protection.
    var bytes: [UInt8] {
        let body = data.isEmpty ? [] : [UInt8(truncatingIfNeeded: data.count)] + data
        return [cla, ins, p1, p2] + body + (le.map { [UInt8(truncatingIfNeeded: $0)] } ?? [])
    }

    /// Instructions of odd number take data objects.
    var isOdd: Bool { !ins.isMultiple(of: 2) }

    /// The chip's application for travel documents.
    static let selectApplication = ChipCommand(
        ins: 0xA4, p1: 0x04, p2: 0x0C, data: [0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01])

    /// A file of the application, by its identifier.
    static func select(_ file: PassportFile) -> ChipCommand {
        ChipCommand(
            ins: 0xA4, p1: 0x02, p2: 0x0C,
            data: [UInt8(file.rawValue >> 8), UInt8(file.rawValue & 0xFF)])
    }

    /// READ BINARY of up to `count` bytes at `offset` of the selected file.
    ///
    /// Beyond 32,767 an offset has no room in the parameters: the odd instruction has it, and
    /// the answer's data, in objects.
    static func read(at offset: Int, count: Int) -> ChipCommand {
        guard offset > 0x7FFF else {
            return ChipCommand(
                ins: 0xB0, p1: UInt8(offset >> 8), p2: UInt8(offset & 0xFF), le: count)
        }
        let place = DataObject.bytes(of: UInt32(truncatingIfNeeded: offset))
        return ChipCommand(
            ins: 0xB1, p1: 0, p2: 0, data: DataObject.encode(0x54, place), le: count)
    }

    /// A random number of eight bytes.
    static let getChallenge = ChipCommand(ins: 0x84, p1: 0, p2: 0, le: 8)

    /// Mutual authentication of basic access.
    static func authenticate(_ data: [UInt8]) -> ChipCommand {
        ChipCommand(ins: 0x82, p1: 0, p2: 0, data: data, le: data.count)
    }
}
