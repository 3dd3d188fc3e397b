import Testing

@testable import Lab

@Suite struct EventStreamParserTests {
    private let stream =
        "event: state\ndata: {\"a\":1}\n\n: alive\n\ndata: one\r\ndata: two\r\n\r\n"

    @Test func `events are taken apart, comments are not events, lines are joined`() {
        var parser = EventStreamParser()
        let events = parser.consume(stream.utf8)
        #expect(
            events == [
                .init(name: "state", data: "{\"a\":1}"), .init(name: "message", data: "one\ntwo"),
            ])
    }

    @Test func `byte by byte the same events come`() {
        var whole = EventStreamParser()
        var parser = EventStreamParser()
        let events = stream.utf8.flatMap { parser.consume([$0]) }
        #expect(events == whole.consume(stream.utf8))
    }

    @Test func `an event without its blank line is not given yet`() {
        var parser = EventStreamParser()
        #expect(parser.consume("data: half\n".utf8).isEmpty)
        #expect(parser.consume("\n".utf8) == [.init(name: "message", data: "half")])
    }
}

@Suite struct TrialConfigurationTests {
    private let base = "# 说明\ntrial = false\n# 端口 = 数\ntenant.port = 8080\n"

    @Test func `values are replaced, comments and other keys stay`() throws {
        let text = try TrialConfiguration(base: base).text(with: ["trial": "true"])
        #expect(text == "# 说明\ntrial = \"true\"\n# 端口 = 数\ntenant.port = 8080\n")
    }

    @Test func `a key that the commented file does not have is refused`() {
        #expect(throws: TrialConfiguration.UnknownKey(key: "other")) {
            try TrialConfiguration(base: base).text(with: ["other": "1"])
        }
    }
}

@Suite struct DemoReportTests {
    @Test func `the table shows each step and their sum`() {
        var report = DemoReport()
        report.steps = [
            .init(name: "card", ok: true, ms: 340, evidence: "8"),
            .init(name: "face", ok: false, ms: 60, evidence: "0"),
            .init(name: "print", ok: true, ms: 100, evidence: "1"),
            .init(name: "door", ok: true, ms: 30, evidence: "1"),
        ]
        #expect(report.milliseconds == 500, "what goes on side by side counts once")
        #expect(report.table.contains("✔ card") && report.table.contains("✘ face"))
        #expect(report.table.contains("500 ms machine time"))
    }
}
