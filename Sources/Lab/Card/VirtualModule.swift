/// The security module of the lab's reader (SAM_V), written from its protocol's description.
///
/// ```
/// to it: AA AA AA 96 69 | length: UInt16 BE | command, parameter, data | XOR
/// back:  AA AA AA 96 69 | length: UInt16 BE | 00 00 status | data | XOR
/// ```
struct VirtualModule: Sendable {
    private enum Progress {
        case idle, found, selected
        /// A card that was read is found again only after it has left.
        case read
    }
    private static let start: [UInt8] = [0xAA, 0xAA, 0xAA, 0x96, 0x69]
    /// Shown as 05.01-20200131-0000000001-0000000002.
    private static let number: [UInt8] = [
        0x05, 0x00, 0x01, 0x00, 0xC3, 0x3A, 0x34, 0x01, 0x01, 0, 0, 0, 0x02, 0, 0, 0,
    ]

    private var progress = Progress.idle

    /// The answer to one frame while `card` lies there, `nil` for none.
    mutating func answer(to frame: [UInt8], card: VirtualCard?) -> [UInt8] {
        guard frame.count >= 10, Array(frame.prefix(5)) == Self.start else {
            return Self.frame(0x24)
        }
        guard Int(frame[5]) << 8 | Int(frame[6]) == frame.count - 7 else { return Self.frame(0x11) }
        var check: UInt8 = 0
        for byte in frame[5...] { check ^= byte }
        guard check == 0, card?.fault != .checksum else { return Self.frame(0x10) }
        switch (card?.fault, frame[7]) {
        case (.unauthorised, _): return Self.frame(0x66)
        case (.selfTest, _): return Self.frame(0x60)
        case (_, 0x12): return Self.frame(0x90, Self.number)
        case (_, 0x20) where frame[8] == 1: return find(card)
        case (_, 0x20) where frame[8] == 2: return select(card)
        case (_, 0x30) where frame[8] == 1: return read(card)
        default: return Self.frame(0x21)
        }
    }

    private mutating func find(_ card: VirtualCard?) -> [UInt8] {
        guard let card, !card.image.isEmpty, card.fault != .noCard, progress != .read else {
            return Self.frame(0x80)
        }
        progress = .found
        return Self.frame(0x9F, [0, 0, 0, 0])
    }

    private mutating func select(_ card: VirtualCard?) -> [UInt8] {
        guard let card, progress == .found, card.fault != .select else { return Self.frame(0x81) }
        if card.fault == .auth { return Self.frame(0x31) }
        progress = .selected
        return Self.frame(0x90, [UInt8](repeating: 0, count: 8))
    }

    private mutating func read(_ card: VirtualCard?) -> [UInt8] {
        guard let card, progress == .selected, card.fault != .read else {
            progress = .idle
            return Self.frame(0x41)
        }
        progress = .read
        // Without fingerprints, whatever the card has.
        let body = card.image.count > 1_284 ? card.image[6..<1_286] : card.image[4..<1_284]
        return Self.frame(0x90, [0x01, 0x00, 0x04, 0x00] + body)
    }

    private static func frame(_ status: UInt8, _ data: [UInt8] = []) -> [UInt8] {
        let length = data.count + 4
        var body: [UInt8] = [UInt8(length / 256), UInt8(length % 256), 0, 0, status] + data
        var check: UInt8 = 0
        for byte in body { check ^= byte }
        body.append(check)
        return start + body
    }
}
