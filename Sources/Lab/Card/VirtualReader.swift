/// The lab's reader with a card on it: answers what is meant for the reader itself, and hands the
/// rest to the card.
struct VirtualReader: Sendable {
    let card: VirtualCard
    private var module = VirtualModule()
    private var storage: VirtualMifare?
    /// What is left of a module's answer that was too long for one.
    private var rest: [UInt8] = []

    /// Lays `card` on a reader.
    init(_ card: VirtualCard) {
        self.card = card
        storage = card.memory.isEmpty ? nil : VirtualMifare(memory: card.memory)
    }

    /// The answer to `command`, status word included.
    mutating func answer(to command: [UInt8]) -> [UInt8] {
        if let answer = storage?.answer(to: command) { return answer }
        guard command.count >= 5, command[0] == 0xFF else { return card.answer(to: command) }
        switch command[1] {
        case 0x00 where command.count == 5 + Int(command[4]):
            rest = module.answer(to: Array(command[5...]), card: card)
            return piece(256)
        case 0xC0 where command.count == 5:
            return piece(command[4] == 0 ? 256 : Int(command[4]))
        default: return card.answer(to: command)
        }
    }

    /// The next bytes of a long answer, and how many are left.
    private mutating func piece(_ count: Int) -> [UInt8] {
        let piece = Array(rest.prefix(count))
        rest.removeFirst(piece.count)
        if rest.isEmpty { return piece + [0x90, 0x00] }
        return piece + [0x61, rest.count < 256 ? UInt8(rest.count) : 0]
    }
}
