public import Registry

/// One row of an answer. Each accessor throws ``PlatformError/unexpectedRow(column:)`` for a
/// column that is missing, null or of another type.
public struct SQLRow: Sendable {
    private let columns: [String: Int]
    private let values: [String?]

    init(columns: [String: Int], values: [String?]) {
        (self.columns, self.values) = (columns, values)
    }

    /// Text.
    public func text(_ column: String) throws(PlatformError) -> String {
        try required(try optionalText(column), column)
    }
    /// A whole number.
    public func number(_ column: String) throws(PlatformError) -> Int {
        try required(try optionalNumber(column), column)
    }
    /// `bytea`
    public func bytes(_ column: String) throws(PlatformError) -> [UInt8] {
        try required(try optionalBytes(column), column)
    }
    /// `timestamptz`
    public func time(_ column: String) throws(PlatformError) -> Timestamp {
        try required(try optionalTime(column), column)
    }
    /// `date`
    public func day(_ column: String) throws(PlatformError) -> CalendarDate {
        try required(try optionalDay(column), column)
    }

    /// Text, `nil` for null.
    public func optionalText(_ column: String) throws(PlatformError) -> String? {
        guard let index = columns[column] else { throw .unexpectedRow(column: column) }
        return values[index]
    }
    /// A whole number, `nil` for null.
    public func optionalNumber(_ column: String) throws(PlatformError) -> Int? {
        try parsed(column) { Int($0) }
    }
    /// `bytea`, `nil` for null.
    public func optionalBytes(_ column: String) throws(PlatformError) -> [UInt8]? {
        try parsed(column, Self.bytes)
    }
    /// `timestamptz`, `nil` for null.
    public func optionalTime(_ column: String) throws(PlatformError) -> Timestamp? {
        try parsed(column, Self.time)
    }
    /// `date`, `nil` for null.
    public func optionalDay(_ column: String) throws(PlatformError) -> CalendarDate? {
        try parsed(column) { CalendarDate($0) }
    }

    private func required<Value>(
        _ value: Value?, _ column: String
    ) throws(PlatformError) -> Value {
        guard let value else { throw .unexpectedRow(column: column) }
        return value
    }

    private func parsed<Value>(
        _ column: String, _ parse: (String) -> Value?
    ) throws(PlatformError) -> Value? {
        guard let text = try optionalText(column) else { return nil }
        return try required(parse(text), column)
    }

    /// `\x0aff`
    private static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.utf8.dropFirst(2)
        guard text.hasPrefix("\\x"), digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for digit in digits {
            guard let value = nibble(digit) else { return nil }
            if let upper = high {
                bytes.append(upper << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }

    /// `2026-11-23 08:00:00.12+00`: a connection of ours always speaks UTC. Microseconds are cut.
    ///
    /// By hand, because a page of changes holds a thousand of them.
    private static func time(_ text: String) -> Timestamp? {
        let bytes = Array(text.utf8)
        guard (22...29).contains(bytes.count), bytes.suffix(3).elementsEqual("+00".utf8),
            bytes[10] == UInt8(ascii: " "), let day = CalendarDate(String(text.prefix(10))),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
            let second = number(bytes[17..<19])
        else { return nil }
        let fraction = bytes[19..<bytes.count - 3]
        guard fraction.isEmpty || fraction.first == UInt8(ascii: "."),
            let thousandths = number((fraction.dropFirst() + Array("000".utf8)).prefix(3))
        else { return nil }
        let seconds = Int64(day.daysSince1970) * 86_400 + hour * 3_600 + minute * 60 + second
        return Timestamp(milliseconds: seconds * 1_000 + thousandths)
    }

    private static func number(_ digits: some Collection<UInt8>) -> Int64? {
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }
}
