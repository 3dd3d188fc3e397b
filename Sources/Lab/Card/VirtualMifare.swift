/// A MIFARE Classic 1K card in a reader that knows the commands of PC/SC part 3, written from their
/// description.
///
/// Access rights are those that cards leave the factory with: either key reads and writes every
/// block of its sector.
struct VirtualMifare: Sendable {
    /// 64 blocks of 16 bytes.
    private(set) var memory: [UInt8]
    private let identifier: [UInt8]
    private var keys: [UInt8: [UInt8]] = [:]
    private var openSector: Int?

    /// A card with `memory`, 1,024 bytes, whose identifier stands in its first four.
    init(memory: [UInt8]) {
        (self.memory, identifier) = (memory, Array(memory.prefix(4)))
    }

    /// The answer to `command`, status word included.
    mutating func answer(to command: [UInt8]) -> [UInt8] {
        guard command.count >= 5, command[0] == 0xFF else { return [0x6D, 0x00] }
        let (p1, p2) = (command[2], Int(command[3]))
        switch command[1] {
        case 0xCA: return p1 == 0 ? identifier + [0x90, 0x00] : [0x6A, 0x81]
        case 0x82 where command.count == 11 && command[4] == 6:
            keys[command[3]] = Array(command[5...])
            return [0x90, 0x00]
        case 0x86 where command.count == 10 && command[4] == 5: return open(command)
        case 0xB0 where p2 < 64 && command[4] == 16:
            guard openSector == p2 / 4 else { return [0x69, 0x82] }
            return shown(p2) + [0x90, 0x00]
        case 0xD6 where p2 < 64 && command.count == 21:
            guard openSector == p2 / 4 else { return [0x69, 0x82] }
            // The first block was written by the maker for good.
            guard p2 != 0 else { return [0x63, 0x00] }
            memory.replaceSubrange(p2 * 16..<p2 * 16 + 16, with: command[5...])
            return [0x90, 0x00]
        case 0xB0, 0xD6: return [0x6A, 0x82]
        default: return [0x6D, 0x00]
        }
    }

    private mutating func open(_ command: [UInt8]) -> [UInt8] {
        openSector = nil
        guard command[7] < 64, [0x60, 0x61].contains(command[8]) else { return [0x6A, 0x81] }
        let trailer = Int(command[7]) / 4 * 64 + 48
        let place = command[8] == 0x60 ? trailer : trailer + 10
        guard keys[command[9]] == Array(memory[place..<place + 6]) else { return [0x63, 0x00] }
        openSector = Int(command[7]) / 4
        return [0x90, 0x00]
    }

    /// A block as the card shows it: key A never.
    private func shown(_ block: Int) -> [UInt8] {
        let bytes = Array(memory[block * 16..<block * 16 + 16])
        return block % 4 == 3 ? [UInt8](repeating: 0, count: 6) + bytes.dropFirst(6) : bytes
    }
}

extension VirtualCard {
    /// A door card as it leaves the factory, but for sector 1, whose keys are others.
    static let doorCard = VirtualCard(memory: [0x04, 0xA2, 0xB3, 0xC4, 0xD1, 0x08, 0x04, 0x00])

    /// The keys of sector 1 of ``doorCard``, in hexadecimal: A and B.
    static let doorKeys = (a: "a0a1a2a3a4a5", b: "b0b1b2b3b4b5")
    /// The key of every other sector.
    static let factoryKey = "ffffffffffff"

    private init(memory beginning: [UInt8]) {
        var memory = beginning + [UInt8](repeating: 0, count: 1_024 - beginning.count)
        for sector in 0..<16 {
            let isOwn = sector == 1
            let (a, b) = isOwn ? (0xA0, 0xB0) : (0xFF, 0xFF) as (UInt8, UInt8)
            let step: UInt8 = isOwn ? 1 : 0
            let trailer =
                (0..<6).map { a &+ $0 &* step } + [0xFF, 0x07, 0x80, 0x69]
                + (0..<6).map { b &+ $0 &* step }
            memory.replaceSubrange(sector * 64 + 48..<sector * 64 + 64, with: trailer)
        }
        self.init(
            atr: Self.closed([
                0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, 0x03,
                0x00, 0x01, 0, 0, 0, 0,
            ]), memory: memory)
    }
}
