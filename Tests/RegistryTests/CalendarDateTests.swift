import Testing

@testable import Registry

@Suite struct CalendarDateTests {
    @Test(arguments: [
        ("19700101", 0), ("1970-01-02", 1), ("19691231", -1), ("20000229", 11_016),
        ("20261122", 20_779), ("00010101", -719_162), ("99991231", 2_932_896),
    ])
    func `days are counted from 1970`(text: String, days: Int) throws {
        let date = try #require(CalendarDate(text))
        #expect(date.daysSince1970 == days)
        #expect(CalendarDate(daysSince1970: days) == date)
    }

    @Test func `counting a day at a time through 900 years meets every day once`() throws {
        var date = try #require(CalendarDate("1600-01-01"))
        for days in date.daysSince1970..<date.daysSince1970 + 330_000 {
            let next = date.adding(days: 1)
            guard date.daysSince1970 == days, next > date,
                CalendarDate(year: next.year, month: next.month, day: next.day) == next
            else {
                Issue.record("after \(date.iso8601)")
                return
            }
            date = next
        }
        // By Python's datetime.
        #expect(date.iso8601 == "2503-07-06")
    }

    @Test(arguments: [
        "", "2026", "20260230", "20250229", "19000229", "20261301", "20260001", "20260100",
        "00000101", "2026-1-01", "2026/11/22", "2026-11-22 ", "２０２６１１２２", "-2026112",
        "20261122长", "+2026-11-2",
    ])
    func `what is no day is refused`(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test(arguments: [
        ("20260131", 1, "2026-02-28"), ("20240131", 1, "2024-02-29"),
        ("20261122", 12, "2027-11-22"), ("20261130", 3, "2027-02-28"),
        ("20261231", 1, "2027-01-31"), ("20260131", 0, "2026-01-31"),
        ("20260331", -1, "2026-02-28"), ("20260115", -1, "2025-12-15"),
    ])
    func `months later is the same day or the month's last`(
        text: String, months: Int, result: String
    ) throws {
        #expect(try #require(CalendarDate(text)).adding(months: months).iso8601 == result)
    }

    @Test(arguments: [
        ("19491231", "20261122", 76), ("19491231", "20261231", 77), ("20080229", "20260228", 17),
        ("20080229", "20260301", 18), ("20261122", "20261122", 0), ("20261123", "20261122", -1),
    ])
    func `ages are counted on birthdays`(birth: String, day: String, years: Int) throws {
        let (birth, day) = (try #require(CalendarDate(birth)), try #require(CalendarDate(day)))
        #expect(birth.years(until: day) == years)
    }

    @Test func `days are written for people and for machines`() throws {
        let date = try #require(CalendarDate("20260102"))
        #expect(date.chinese == "2026年1月2日")
        #expect(date.iso8601 == "2026-01-02")
        #expect(CalendarDate(year: 7, month: 1, day: 2)?.iso8601 == "0007-01-02")
    }
}
