import Registry

/// Days and times: two decimal digits a byte (BCD), wall time of China, +08:00 all year.
extension ControllerFrame {
    private static let chinaOffsetSeconds: Int64 = 28_800

    /// Writes `YYYYMMDD`, 4 bytes.
    mutating func put(_ day: CalendarDate, at offset: Int) {
        put(decimals: [day.year / 100, day.year % 100, day.month, day.day], at: offset)
    }

    /// Writes `YYYYMMDDhhmmss`, 7 bytes; thousandths are dropped.
    mutating func put(_ time: Timestamp, at offset: Int) {
        put(time.day, at: offset)
        let wall = Self.seconds(of: time) + Self.chinaOffsetSeconds
        let second = Int(wall - Int64(time.day.daysSince1970) * 86_400)
        put(decimals: [second / 3_600, second / 60 % 60, second % 60], at: offset + 4)
    }

    /// Reads `YYYYMMDD`; `nil` for "nothing": all zero, or any day of the year 1.
    func day(at offset: Int) throws(DoorLockError) -> CalendarDate? {
        let year = try decimal(at: offset) * 100 + decimal(at: offset + 1)
        let (month, day) = (try decimal(at: offset + 2), try decimal(at: offset + 3))
        if year == 0, month == 0, day == 0 { return nil }
        guard let date = CalendarDate(year: year, month: month, day: day) else { throw .badAnswer }
        return year == 1 ? nil : date
    }

    /// Reads `YYYYMMDDhhmmss`; `nil` for "nothing".
    func time(at offset: Int) throws(DoorLockError) -> Timestamp? {
        let (day, second) = (try day(at: offset), try secondOfDay(at: offset + 4))
        return day.map { Self.moment(day: $0, second: second) }
    }

    /// Reads the clock of a status: `YYMMDD` at one offset, `hhmmss` at another.
    func time(shortDayAt dayOffset: Int, at offset: Int) throws(DoorLockError) -> Timestamp? {
        let second = try secondOfDay(at: offset)
        let (year, month) = (try decimal(at: dayOffset), try decimal(at: dayOffset + 1))
        let day = try decimal(at: dayOffset + 2)
        if year == 0, month == 0, day == 0 { return nil }
        guard let date = CalendarDate(year: 2_000 + year, month: month, day: day) else {
            throw .badAnswer
        }
        return Self.moment(day: date, second: second)
    }

    /// `time` without its thousandths, as a controller keeps it.
    static func wholeSecond(_ time: Timestamp) -> Timestamp {
        Timestamp(milliseconds: seconds(of: time) * 1_000)
    }

    private static func seconds(of time: Timestamp) -> Int64 {
        let (quotient, rest) = time.milliseconds.quotientAndRemainder(dividingBy: 1_000)
        return rest < 0 ? quotient - 1 : quotient
    }

    private static func moment(day: CalendarDate, second: Int) -> Timestamp {
        let wall = Int64(day.daysSince1970) * 86_400 + Int64(second)
        return Timestamp(milliseconds: (wall - chinaOffsetSeconds) * 1_000)
    }

    private func secondOfDay(at offset: Int) throws(DoorLockError) -> Int {
        let (hour, minute) = (try decimal(at: offset), try decimal(at: offset + 1))
        let second = try decimal(at: offset + 2)
        guard hour < 24, minute < 60, second < 60 else { throw .badAnswer }
        return hour * 3_600 + minute * 60 + second
    }

    private mutating func put(decimals: [Int], at offset: Int) {
        for (place, number) in decimals.enumerated() {
            put(UInt8((number / 10 % 10) << 4 | number % 10), at: offset + place)
        }
    }

    private func decimal(at offset: Int) throws(DoorLockError) -> Int {
        let (high, low) = (Int(byte(at: offset) >> 4), Int(byte(at: offset) & 0x0F))
        guard high < 10, low < 10 else { throw .badAnswer }
        return high * 10 + low
    }
}
