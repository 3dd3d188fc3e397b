/// The name of one record, typed by what it names, so that a room is never taken for a house.
public struct Identifier<Subject>: RawRepresentable, Hashable, Sendable, Codable,
    CustomStringConvertible
{
    /// The text kept in databases and sent to others; never a personal value.
    public let rawValue: String
    /// Takes `rawValue` as it is.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Takes `text` as it is.
    public init(_ text: String) { self.init(rawValue: text) }
    public var description: String { rawValue }
    public init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension Identifier {
    /// Makes a UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then random bits, so that
    /// records made on one kiosk sort by the time they were made.
    public static func make(
        at time: Timestamp, using random: inout some RandomNumberGenerator
    ) -> Identifier {
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
        let milliseconds = UInt64(max(0, time.milliseconds))
        for index in 0..<6 {
            bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * UInt64(index)))
        }
        bytes[6] = 0x70 | (bytes[6] & 0x0F)
        bytes[8] = 0x80 | (bytes[8] & 0x3F)
        let hex = bytes.hex
        var text = ""
        for (offset, digit) in hex.enumerated() {
            if [8, 12, 16, 20].contains(offset) { text.append("-") }
            text.append(digit)
        }
        return Identifier(text)
    }

    /// Makes a UUIDv7 from the system's random source.
    public static func make(at time: Timestamp) -> Identifier {
        var random = SystemRandomNumberGenerator()
        return make(at: time, using: &random)
    }
}
