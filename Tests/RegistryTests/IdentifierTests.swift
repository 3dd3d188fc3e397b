import Testing

@testable import Registry

@Suite struct IdentifierTests {
    @Test func `an id is a UUIDv7 of its moment`() throws {
        var random = SeededGenerator(state: 7)
        // The moment of RFC 9562's example A.6: 2022-02-22T19:22:22Z.
        let moment = Timestamp(milliseconds: 0x017F_22E2_79B0)
        let id = Identifier<Tenancy>.make(at: moment, using: &random).rawValue
        #expect(id.hasPrefix("017f22e2-79b0-7"))
        let form = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        #expect(id.wholeMatch(of: form) != nil)
    }

    @Test func `ids of later moments sort later, and no two are alike`() {
        var random = SeededGenerator(state: 8)
        let ids = (0..<500).map {
            Identifier<Tenancy>.make(
                at: Timestamp(milliseconds: 1_795_357_800_000 + $0), using: &random
            ).rawValue
        }
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == ids.count)
        let now = Timestamp(milliseconds: 0)
        #expect(Identifier<Room>.make(at: now) != Identifier<Room>.make(at: now))
        #expect(
            Identifier<Room>.make(at: Timestamp(milliseconds: -1)).rawValue
                .hasPrefix("00000000-0000-7"))
    }

    @Test func `hexadecimal goes both ways and nothing else comes in`() {
        #expect([0x00, 0x7F, 0xFF].hex == "007fff")
        #expect([UInt8](hex: "007fFF") == [0x00, 0x7F, 0xFF])
        #expect([UInt8](hex: "") == [])
        for text in ["0", "0g", "００", " 00", "0x00", "é"] { #expect([UInt8](hex: text) == nil) }
    }
}
