import Testing

@testable import Registry

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z", "1970年1月1日 08:00"),
        (-1, "1969-12-31T23:59:59.999Z", "1970年1月1日 07:59"),
        (1_795_357_805_120, "2026-11-22T14:30:05.120Z", "2026年11月22日 22:30"),
        (1_795_363_200_000, "2026-11-22T16:00:00.000Z", "2026年11月23日 00:00"),
        (1_709_164_800_000, "2024-02-29T00:00:00.000Z", "2024年2月29日 08:00"),
    ])
    func `a moment is written in UTC for machines, on China's clocks for people`(
        milliseconds: Int64, machine: String, people: String
    ) {
        let moment = Timestamp(milliseconds: milliseconds)
        #expect(moment.iso8601 == machine)
        #expect(moment.chinese == people)
    }

    @Test func `the day in China begins sixteen hours after the UTC day before`() {
        #expect(Timestamp(milliseconds: 1_795_363_199_999).day.iso8601 == "2026-11-22")
        #expect(Timestamp(milliseconds: 1_795_363_200_000).day.iso8601 == "2026-11-23")
        #expect(Timestamp(milliseconds: -28_800_001).day.iso8601 == "1969-12-31")
    }

    @Test func `durations are added to the millisecond`() {
        let moment = Timestamp(milliseconds: 1_000)
        #expect(moment + .seconds(2) == Timestamp(milliseconds: 3_000))
        #expect(moment + .milliseconds(-1_500) == Timestamp(milliseconds: -500))
        #expect(moment + .microseconds(999) == moment)
    }
}
