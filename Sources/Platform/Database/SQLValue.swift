public import Registry

/// A value on its way into a statement; its type is the one the statement calls for.
public enum SQLValue: Equatable, Sendable {
    case text(String)
    case integer(Int)
    /// `bytea`
    case bytes([UInt8])
    case null
    /// `timestamptz`
    case timestamp(Timestamp)
    /// `date`
    case day(CalendarDate)

    /// `null` for `nil`.
    public init(_ text: String?) { self = text.map(SQLValue.text) ?? .null }
    /// `null` for `nil`.
    public init(_ time: Timestamp?) { self = time.map(SQLValue.timestamp) ?? .null }
    /// An id as text.
    public init<Subject>(_ id: Identifier<Subject>) { self = .text(id.rawValue) }

    /// The years that both sides write with four digits.
    private static let moments = -62_135_596_800_000...Int64(253_402_300_799_999)

    /// As libpq's text form, without its ending zero; `nil` for null and for ``bytes(_:)``.
    var wireText: String? {
        get throws(PlatformError) {
            switch self {
            case .text(let text):
                // C's strings end at a zero, and PostgreSQL stores none.
                guard !text.utf8.contains(0) else { throw .unstorable }
                return text
            case .integer(let number): return String(number)
            case .timestamp(let time):
                guard Self.moments.contains(time.milliseconds) else { throw .unstorable }
                return time.iso8601
            case .day(let day): return day.iso8601
            case .bytes, .null: return nil
            }
        }
    }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// `null`
    public init(nilLiteral: ()) { self = .null }
}
