/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
///
/// Rules take moments as arguments and never ask a clock, so that a test can replay them.
public struct Timestamp: Hashable, Comparable, Sendable, Codable {
    /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let milliseconds: Int64
    /// The moment `milliseconds` after the start of 1970 in UTC.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    public init(from decoder: any Decoder) throws {
        self.init(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }
    /// The moment `duration` later.
    public static func + (moment: Timestamp, duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        return Timestamp(
            milliseconds: moment.milliseconds + seconds * 1_000 + attoseconds
                / 1_000_000_000_000_000)
    }

    /// Minutes by which the clocks of China are ahead of UTC, all year.
    static let chinaOffsetMinutes: Int64 = 480

    /// The calendar day in China.
    public var day: CalendarDate {
        CalendarDate(
            daysSince1970: Int(
                (milliseconds + Self.chinaOffsetMinutes * 60_000).floorDivided(by: 86_400_000)))
    }
    /// `2026年11月22日 22:30` on the clocks of China.
    public var chinese: String {
        let minutes = (milliseconds + Self.chinaOffsetMinutes * 60_000).floorDivided(by: 60_000)
        let minuteOfDay = Int(minutes - minutes.floorDivided(by: 1_440) * 1_440)
        return "\(day.chinese) \(twoDigits(minuteOfDay / 60)):\(twoDigits(minuteOfDay % 60))"
    }
    /// `2026-11-22T14:30:05.120Z` (RFC 3339).
    public var iso8601: String {
        let days = milliseconds.floorDivided(by: 86_400_000)
        let rest = Int(milliseconds - days * 86_400_000)
        let (seconds, thousandths) = (rest / 1_000, rest % 1_000)
        let date = CalendarDate(daysSince1970: Int(days))
        let time = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map(twoDigits).joined(
            separator: ":")
        let fraction = String(1_000 + thousandths).dropFirst()
        return "\(date.iso8601)T\(time).\(fraction)Z"
    }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        self / divisor - (self % divisor < 0 ? 1 : 0)
    }
}

func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
