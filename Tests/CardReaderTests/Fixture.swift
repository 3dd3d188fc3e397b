@testable import CardReader

/// Bytes of a made-up resident card 样张, written field by field from the layout's table.
enum Fixture {
    static let number = "11010519491231002X"
    static let serial: [UInt8] = [0x10, 0xE4, 0x10, 0x5A, 0x01, 0x02, 0x03, 0x04]
    static let photo = (0..<1_024).map { UInt8($0 % 251) }

    /// The 256 bytes of text; fields not named are a valid card's.
    static func text(
        name: String = "张样张", sex: String = "2", nation: String = "01",
        birth: String = "19491231", number: String = Fixture.number,
        from: String = "20200101", until: String = "20400101", letter: String = " "
    ) -> [UInt8] {
        let fields = [
            (name, 15), (sex, 1), (nation, 2), (birth, 8), ("样张省样张市样张路 1 号", 35),
            (number, 18), ("样张市公安局", 15), (from, 8), (until, 8), ("", 14), (letter, 1), ("", 3),
        ]
        return encoded(fields)
    }

    /// Fields one behind the other, each cut or padded to its characters, UTF-16LE.
    static func encoded(_ fields: [(text: String, count: Int)]) -> [UInt8] {
        fields.flatMap { text, count -> [UInt8] in
            let units = Array(text.utf16) + Array(repeating: 0x20, count: count)
            return units.prefix(count).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        }
    }

    /// The whole image.
    static func image(_ text: [UInt8] = Fixture.text()) -> [UInt8] {
        [0x01, 0x00, 0x04, 0x00] + text + photo
    }

    /// Answers READ BINARY from `image` as a reader does.
    static func reader(
        of image: [UInt8], pageSize: Int = 256
    ) -> (CommandAPDU) -> [UInt8] {
        { command in
            let offset = Int(command.p1) << 8 | Int(command.p2)
            return image.dropFirst(offset).prefix(pageSize) + [0x90, 0x00]
        }
    }
}

/// The same numbers for the same seed (SplitMix64), so that a failure can be replayed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
