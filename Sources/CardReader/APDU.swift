/// A command to a card or to the reader itself (ISO 7816-4, short form).
///
/// ```
/// CLA INS P1 P2 | Lc: 1 byte, data | Le: 1 byte, 00 = 256
/// ```
///
/// Lc and data stand only in a command that carries data, Le only in one that wants some.
struct CommandAPDU: Equatable, Sendable {
    /// Class; FF commands are answered by the reader, not by the card (PC/SC part 3).
    let cla: UInt8
    /// Instruction.
    let ins: UInt8
    /// First parameter.
    let p1: UInt8
    /// Second parameter.
    let p2: UInt8
    /// Data for the card, at most 255 bytes.
    var data: [UInt8] = []
    /// Bytes wanted at most; 0 = 256, `nil` = none.
    var le: UInt8?

    /// The bytes as sent.
    var bytes: [UInt8] {
        let body = data.isEmpty ? [] : [UInt8(truncatingIfNeeded: data.count)] + data
        return [cla, ins, p1, p2] + body + (le.map { [$0] } ?? [])
    }

    /// READ BINARY of the reader's image at `offset`, a page of up to 256 bytes.
    static func readBinary(at offset: UInt16, le: UInt8 = 0) -> CommandAPDU {
        CommandAPDU(
            cla: 0xFF, ins: 0xB0, p1: UInt8(offset >> 8), p2: UInt8(offset & 0xFF), le: le)
    }

    /// GET DATA: the chip's serial.
    static let getSerial = CommandAPDU(cla: 0xFF, ins: 0xCA, p1: 0, p2: 0, le: 0)

    /// Hands `frame` on to the reader's security module.
    static func directTransmit(_ frame: [UInt8]) -> CommandAPDU {
        CommandAPDU(cla: 0xFF, ins: 0x00, p1: 0, p2: 0, data: frame)
    }

    /// GET RESPONSE: the next `le` bytes of an answer that goes on.
    static func getResponse(le: UInt8) -> CommandAPDU {
        CommandAPDU(cla: 0xFF, ins: 0xC0, p1: 0, p2: 0, le: le)
    }

    /// The same command that asks for `le` bytes.
    func asking(for le: UInt8) -> CommandAPDU {
        CommandAPDU(cla: cla, ins: ins, p1: p1, p2: p2, data: data, le: le)
    }
}

/// The answer to a command: data, then two status bytes.
struct ResponseAPDU: Equatable, Sendable {
    /// The data, without the status.
    let data: ArraySlice<UInt8>
    /// SW1 and SW2, such as 0x9000.
    let status: UInt16

    /// Takes an answer apart.
    ///
    /// A card pulled away during a command gives an answer of no bytes and no error: that, and
    /// anything else too short for a status, is taken as a removal.
    init(_ bytes: [UInt8]) throws(CardReaderError) {
        guard let sw1 = bytes.dropLast().last, let sw2 = bytes.last else { throw .cardRemoved }
        data = bytes.dropLast(2)
        status = UInt16(sw1) << 8 | UInt16(sw2)
    }
}
