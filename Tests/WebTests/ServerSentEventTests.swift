import Testing

@testable import Web

@Suite struct ServerSentEventTests {
    @Test func `an event is its topic, its line and an empty line`() {
        #expect(ServerSentEvent("state", "{}").frame == "event: state\ndata: {}\n\n")
    }

    @Test(arguments: ["a\nb", "a\r\nb", "a\rb"])
    func `each line of data has a field of its own`(data: String) {
        #expect(ServerSentEvent("screen", data).frame == "event: screen\ndata: a\ndata: b\n\n")
    }

    @Test func `empty data is an event still, so that a part can be emptied`() {
        #expect(ServerSentEvent("notice", "").frame == "event: notice\ndata: \n\n")
    }

    @Test func `no text can begin an event of its own`() {
        let frame = ServerSentEvent("a\nevent: b", "x\n\nevent: leave\ndata: y").frame
        #expect(frame.split(separator: "\n").count { $0.hasPrefix("event:") } == 1)
        #expect(frame.hasSuffix("\n\n"))
        #expect(!frame.dropLast(2).contains("\n\n"))
    }

    @Test func `a separator of Unicode is no line end to a browser and stays`() {
        #expect(
            ServerSentEvent("state", "a\u{2028}b").frame == "event: state\ndata: a\u{2028}b\n\n")
    }
}
