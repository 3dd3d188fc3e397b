import Registry

/// Binary-coded decimals: two digits a byte.
enum BCD {
    /// One byte each; of larger numbers the last two digits.
    static func bytes(_ numbers: Int...) -> [UInt8] {
        numbers.map { UInt8(($0 % 100 / 10) << 4 | $0 % 10) }
    }

    /// Two digits each; `nil` where a half byte is no digit.
    static func numbers(_ bytes: some Sequence<UInt8>) -> [Int]? {
        let numbers = bytes.compactMap { byte -> Int? in
            guard byte >> 4 < 10, byte & 0x0F < 10 else { return nil }
            return Int(byte >> 4) * 10 + Int(byte & 0x0F)
        }
        return numbers.count == bytes.reduce(0) { count, _ in count + 1 } ? numbers : nil
    }
}

/// What a board's clock shows: the time on the wall in China, of no zone by itself.
struct WallTime: Equatable, Sendable {
    private static let chinaAheadSeconds = 28_800
    private static let daySeconds = 86_400

    /// Since 1970-01-01 00:00:00 on the same clock.
    var seconds: Int

    init(seconds: Int) { self.seconds = seconds }

    /// What a right clock in China shows at `moment`.
    init(at moment: Timestamp) {
        seconds = Int((Double(moment.milliseconds) / 1_000).rounded(.down)) + Self.chinaAheadSeconds
    }

    /// Reads seven bytes `YYYYMMDDhhmmss`; `nil` for what no clock shows.
    init?(bcd: some Sequence<UInt8>) {
        guard let fields = BCD.numbers(bcd), fields.count == 7,
            let day = CalendarDate(
                year: fields[0] * 100 + fields[1], month: fields[2], day: fields[3]),
            fields[4] < 24, fields[5] < 60, fields[6] < 60
        else { return nil }
        let time = (fields[4] * 60 + fields[5]) * 60 + fields[6]
        seconds = day.daysSince1970 * Self.daySeconds + time
    }

    /// The day on this clock.
    var day: CalendarDate {
        Timestamp(milliseconds: Int64(seconds - Self.chinaAheadSeconds) * 1_000).day
    }

    /// Three bytes `hhmmss`.
    var timeBCD: [UInt8] {
        let rest = (seconds % Self.daySeconds + Self.daySeconds) % Self.daySeconds
        return BCD.bytes(rest / 3_600, rest / 60 % 60, rest % 60)
    }
    /// Seven bytes `YYYYMMDDhhmmss`.
    var bcd: [UInt8] { day.bcd + timeBCD }
    /// `2026-11-22 20:15:01`.
    var text: String { "\(day.iso8601) \(timeBCD.map { [$0].hex }.joined(separator: ":"))" }
}

extension CalendarDate {
    /// Four bytes `YYYYMMDD`, as door boards keep days.
    var bcd: [UInt8] { BCD.bytes(year / 100, year % 100, month, day) }

    /// Reads four bytes `YYYYMMDD`; `nil` for a day that does not exist, such as all zeros.
    init?(bcd: some Sequence<UInt8>) {
        guard let fields = BCD.numbers(bcd), fields.count == 4 else { return nil }
        self.init(year: fields[0] * 100 + fields[1], month: fields[2], day: fields[3])
    }
}
