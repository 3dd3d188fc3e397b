/// What lies on the virtual reader: its answer to reset and its answers to commands.
struct VirtualCard: Codable, Sendable, Equatable {
    /// Answer to reset.
    let atr: [UInt8]
    /// What GET DATA gives; empty for a card that refuses it.
    let serial: [UInt8]
    /// What READ BINARY gives; empty for a card that is no identity document.
    let image: [UInt8]
    /// What a storage card holds; empty for every other card.
    let memory: [UInt8]
    /// How its reading goes wrong; `nil` when it goes well.
    let fault: CardFault?
    /// What a passport's chip holds; `nil` for all other cards.
    var passport: PassportSpecimen?

    /// A document in a reader that reads such cards itself.
    init(_ specimen: CardSpecimen, fault: CardFault? = nil) {
        // T0: 11 historical bytes; TD1, TD2: protocols 0 and 1.
        let historical = [0x08] + specimen.serial + [0x90, 0x00]
        atr = Self.closed([0x3B, 0x8B, 0x80, 0x01] + historical)
        (serial, image, memory, self.fault) = (specimen.serial, specimen.image, [], fault)
    }

    /// A card that is no document.
    init(atr: [UInt8], memory: [UInt8] = []) {
        (self.atr, serial, image, self.memory, fault) = (atr, [], [], memory, nil)
    }

    /// A card of another trade, which knows none of the commands.
    static let bankCard = VirtualCard(
        atr: closed([0x3B, 0x86, 0x80, 0x01] + Array("BANK 1".utf8)))

    /// A passport on a contactless reader; `nil` for one whose chip answers nothing.
    static func passport(_ specimen: PassportSpecimen?) -> VirtualCard {
        // Historical bytes: a file system of data groups, selection by name and identifier.
        let historical: [UInt8] = [0x00, 0x31, 0xC1, 0x73, 0xC8, 0x40, 0x90, 0x00]
        var card = VirtualCard(atr: closed([0x3B, 0x88, 0x80, 0x01] + historical))
        card.passport = specimen
        return card
    }

    /// The answer to `command`, status word included.
    func answer(to command: [UInt8]) -> [UInt8] {
        guard command.count == 5, command[0] == 0xFF, !image.isEmpty else { return [0x6D, 0x00] }
        switch command[1] {
        case 0xB0 where fault != nil: return [0x63, 0x00]
        case 0xB0:
            let offset = Int(command[2]) << 8 | Int(command[3])
            guard offset < image.count else { return [0x6B, 0x00] }
            let wanted = command[4] == 0 ? 256 : Int(command[4])
            return image[offset...].prefix(wanted) + [0x90, 0x00]
        case 0xCA where command[2...3] == [0, 0]: return serial + [0x90, 0x00]
        default: return [0x6D, 0x00]
        }
    }

    /// An answer to reset ends with the XOR of all bytes after the first.
    static func closed(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [bytes.dropFirst().reduce(0, ^)]
    }
}
