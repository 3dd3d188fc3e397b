import Foundation
import Registry
import Testing

@testable import Sync

@Suite struct KioskEventTests {
    private func event(_ body: EntryBody?, kind: String) -> KioskEvent {
        KioskEvent(
            sequence: 17, village: Identifier("guihua"), kiosk: Identifier("k-1"),
            entry: EntryProof(
                at: Timestamp(milliseconds: 1_795_357_800_000), kind: kind, subject: "t-1",
                bodyHash: "ab", previous: "cd", hash: "ef"),
            body: body)
    }

    private func json(_ event: KioskEvent) throws -> [String: Any] {
        let data = try JSONEncoder().encode(event)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func `an entry goes up with the attributes CloudEvents asks for`() throws {
        let found = try json(event(nil, kind: "look"))
        #expect(found["specversion"] as? String == "1.0")
        #expect(found["id"] as? String == "ef")
        #expect(found["source"] as? String == "/villages/guihua/kiosks/k-1")
        #expect(found["type"] as? String == "look")
        #expect(found["subject"] as? String == "t-1")
        #expect(found["time"] as? String == "2026-11-22T14:30:00.000Z")
        #expect(found["sequence"] as? String == "17")
        #expect(found["datacontenttype"] as? String == "application/json")
        let data = try #require(found["data"] as? [String: Any])
        #expect(data["body"] == nil, "what stays at home goes as a hash")
    }

    @Test func `every body comes back as it was`() throws {
        let end = TenancyEnd(
            tenancy: Identifier("t-1"), endedAt: Timestamp(milliseconds: 5), documentSHA256: nil)
        let answer = RequestAnswer(request: Identifier("r-1"), fault: RequestError.expired.fault)
        let events = [
            event(.ended(end), kind: "checkOut"), event(.answered(answer), kind: "request"),
            event(.settled, kind: "decision"), event(nil, kind: "door"),
        ]
        let data = try JSONEncoder().encode(events)
        #expect(try JSONDecoder().decode([KioskEvent].self, from: data) == events)
    }

    @Test(arguments: [
        ("specversion", "0.3"), ("id", "other"), ("type", "other"), ("sequence", "0"),
        ("sequence", "x"), ("source", "/villages/a"), ("source", "villages/a/kiosks/b"),
    ])
    func `an event that contradicts itself is refused`(key: String, value: String) throws {
        var found = try json(event(nil, kind: "look"))
        found[key] = value
        let data = try JSONSerialization.data(withJSONObject: found)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(KioskEvent.self, from: data)
        }
    }
}
