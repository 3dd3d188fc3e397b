/// Finds the module's answers in a stream of bytes that may begin anywhere and break off anywhere.
///
/// ```
/// AA AA AA 96 69 | length: UInt16 BE | status: 3 bytes | data | check
/// ```
///
/// What is not a frame is passed over: after a wrong length or check the search goes on right
/// behind the place where that frame seemed to begin, so a true one inside it is not lost.
struct SAMFrameParser: Equatable, Sendable {
    /// Why something that began as a frame is none.
    enum Damage: Error, Equatable {
        case length, check
    }
    /// Status, and check, at least; the longest answer (text, photo and fingerprints) has 2,314.
    private static let lengths = 4...4_096

    private var bytes: [UInt8] = []

    /// Takes the next bytes; every frame that they complete, whole or damaged.
    mutating func take(_ more: some Sequence<UInt8>) -> [Result<SAMAnswer, Damage>] {
        bytes += more
        var found: [Result<SAMAnswer, Damage>] = []
        while let next = next() { found.append(next) }
        return found
    }

    private mutating func next() -> Result<SAMAnswer, Damage>? {
        seekPreamble()
        let head = SAMCommand.preamble.count
        guard bytes.count >= head + 2 else { return nil }
        let length = Int(bytes[head]) << 8 | Int(bytes[head + 1])
        guard Self.lengths.contains(length) else { return damaged(.length) }
        let end = head + 2 + length
        guard bytes.count >= end else { return nil }
        // The check itself makes the XOR of a whole frame zero.
        guard bytes[head..<end].reduce(0, ^) == 0 else { return damaged(.check) }
        let answer = SAMAnswer(code: bytes[head + 4], data: Array(bytes[(head + 5)..<(end - 1)]))
        bytes.removeFirst(end)
        return .success(answer)
    }

    private mutating func damaged(_ damage: Damage) -> Result<SAMAnswer, Damage> {
        bytes.removeFirst()
        return .failure(damage)
    }

    /// Drops everything before the first place where a preamble stands or may be about to.
    private mutating func seekPreamble() {
        let preamble = SAMCommand.preamble
        let start = bytes.indices.first { preamble.starts(with: bytes[$0...].prefix(5)) }
        bytes.removeFirst(start ?? bytes.count)
    }
}
