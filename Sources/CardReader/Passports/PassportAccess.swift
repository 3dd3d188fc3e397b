/// What the data page gives to open the chip.
public enum PassportAccess: Equatable, Sendable {
    /// Number, date of birth and expiry of the machine-readable zone.
    case mrz(MRZKey)
    /// The card access number printed on the page: six digits, now and then more.
    case can(String)

    /// Whether it opens chips by basic access, too.
    var isZone: Bool {
        if case .mrz = self { true } else { false }
    }

    /// Takes a zone as it was typed: whole, or only the lines with number and dates (the second
    /// of a passport, the first two of a card).
    ///
    /// Small letters, spaces, line ends and wide characters do not matter; letters that look like
    /// digits count as such where only digits may stand.
    ///
    /// - Throws: ``PassportError/accessUnreadable`` when the length or a check digit is wrong.
    public init(typedMRZ text: String) throws(PassportError) {
        self = .mrz(try MRZKey(typed: text))
    }

    /// Takes a CAN as it was typed.
    ///
    /// - Throws: ``PassportError/accessUnreadable`` for anything but six to ten digits.
    public init(typedCAN text: String) throws(PassportError) {
        let digits = MRZKey.normal(text)
        guard (6...10).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw .accessUnreadable }
        self = .can(String(decoding: digits, as: UTF8.self))
    }
}

/// Number, date of birth and expiry, each with its check digit: the chip's key (ICAO 9303-11
/// § 9.7.2).
public struct MRZKey: Equatable, Sendable {
    /// The text the key is made from: personal, never for a log.
    let text: [UInt8]

    /// Fills `number` to nine characters and adds the check digits.
    init(number: [UInt8], birth: String, expiry: String) {
        let filled =
            number + Array(repeating: MRZText.filler, count: max(0, 9 - number.count))
        text = [filled, Array(birth.utf8), Array(expiry.utf8)].flatMap {
            $0 + [MRZText.checkDigit($0)]
        }
    }

    /// Longest typed text that is looked at, in characters.
    private static let typedMax = 400

    init(typed: String) throws(PassportError) {
        let typed = Self.normal(typed)
        func blank(_ code: String, _ length: Int) -> [UInt8] {
            Array(code.utf8) + Array(repeating: MRZText.filler, count: length - code.utf8.count)
        }
        // A line with names has no check digit: where it was not typed, a blank one stands for it.
        let zone: [UInt8] =
            switch typed.count {
            case 90, 72, 88: typed
            case 44: blank("P", 44) + typed
            case 36: blank("I", 36) + typed
            case 60: typed + blank("", 30)
            default: throw .accessUnreadable
            }
        self = try MachineReadableZone(lines: Self.withDigits(zone)).key
    }

    /// Upper case, ASCII, without spaces and line ends.
    static func normal(_ typed: String) -> [UInt8] {
        typed.unicodeScalars.prefix(typedMax).compactMap { scalar -> UInt8? in
            switch scalar.value {
            case 0x61...0x7A: UInt8(scalar.value - 0x20)
            // Full-width forms, as Chinese keyboards give them.
            case 0xFF21...0xFF3A, 0xFF10...0xFF19, 0xFF1C: UInt8(scalar.value - 0xFEE0)
            case 0xFF41...0xFF5A: UInt8(scalar.value - 0xFF00)
            case 0x2039, 0x3008, 0x300A: MRZText.filler
            case 0x00AB: MRZText.filler
            case 0x20, 0x09, 0x0A, 0x0D, 0x3000: nil
            default: scalar.isASCII ? UInt8(scalar.value) : 0
            }
        }
    }

    private static func withDigits(_ zone: [UInt8]) -> [UInt8] {
        let dates: [Range<Int>] =
            switch zone.count {
            case 90: [30..<37, 38..<45]
            case 72: [49..<56, 57..<64]
            default: [57..<64, 65..<72]
            }
        return digits(in: dates, of: zone)
    }

    /// Letters that are taken for digits become those digits within `fields`.
    private static func digits(in fields: [Range<Int>], of zone: [UInt8]) -> [UInt8] {
        let likeness: [UInt8: UInt8] = [
            UInt8(ascii: "O"): 0x30, UInt8(ascii: "Q"): 0x30, UInt8(ascii: "D"): 0x30,
            UInt8(ascii: "I"): 0x31, UInt8(ascii: "L"): 0x31, UInt8(ascii: "Z"): 0x32,
            UInt8(ascii: "S"): 0x35, UInt8(ascii: "B"): 0x38,
        ]
        var zone = zone
        for place in fields.joined() { zone[place] = likeness[zone[place]] ?? zone[place] }
        return zone
    }
}
