/// An amount of renminbi in fen, so that no sum is ever rounded.
public struct Money: Hashable, Comparable, Sendable, Codable {
    /// 1/100 yuan.
    public let fen: Int
    /// `fen` hundredths of a yuan.
    public init(fen: Int) { self.fen = fen }
    /// Whole yuan.
    public init(yuan: Int) { self.init(fen: yuan * 100) }
    public init(from decoder: any Decoder) throws {
        self.init(fen: try decoder.singleValueContainer().decode(Int.self))
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(fen)
    }
    public static func < (left: Money, right: Money) -> Bool { left.fen < right.fen }
    /// `count` times the amount.
    public static func * (amount: Money, count: Int) -> Money { Money(fen: amount.fen * count) }
    /// `1200.00`.
    public var decimal: String {
        let fen = fen.magnitude
        return "\(self.fen < 0 ? "-" : "")\(fen / 100).\(twoDigits(Int(fen % 100)))"
    }

    /// The amount in the characters contracts use: 壹仟贰佰元整.
    ///
    /// For 0...99,999,999 yuan; negative amounts are written with 负 before them.
    public var chinese: String {
        guard fen != 0 else { return "零元整" }
        let (yuan, jiao, cents) = (abs(fen) / 100, abs(fen) / 10 % 10, abs(fen) % 10)
        var text = yuan > 0 ? Self.words(yuan) + "元" : ""
        if jiao > 0 { text += String(Self.digits[jiao]) + "角" }
        if jiao == 0, cents > 0, yuan > 0 { text += "零" }
        text += cents > 0 ? String(Self.digits[cents]) + "分" : "整"
        return (fen < 0 ? "负" : "") + text
    }

    private static let digits = Array("零壹贰叁肆伍陆柒捌玖")

    private static func words(_ number: Int) -> String {
        let (high, low) = (number / 10_000, number % 10_000)
        guard high > 0 else { return group(low) }
        let gap = low > 0 && (low < 1_000 || high % 10 == 0) ? "零" : ""
        return group(high) + "万" + (low > 0 ? gap + group(low) : "")
    }

    /// 1...9,999 in words.
    private static func group(_ number: Int) -> String {
        var (text, gap) = ("", false)
        for (divisor, unit) in [(1_000, "仟"), (100, "佰"), (10, "拾"), (1, "")] {
            let digit = number / divisor % 10
            guard digit > 0 else {
                gap = gap || !text.isEmpty
                continue
            }
            text += (gap ? "零" : "") + String(digits[digit]) + unit
            gap = false
        }
        return text
    }
}
