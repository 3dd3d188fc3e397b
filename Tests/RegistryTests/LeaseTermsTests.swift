import Foundation
import Testing

@testable import Registry

@Suite struct LeaseTermsTests {
    private let phone = "10000000099"

    private func authority(monthsMax: Int = 12) throws -> LettingAuthority {
        LettingAuthority(
            reference: "样张", signedOn: try #require(CalendarDate("20260108")),
            monthsMax: monthsMax, depositMonths: 1, depositReturnDays: 7, deductionCases: [])
    }

    private func terms(
        from: String, months: Int, phone: String? = nil, today: String = "20261122"
    ) throws -> LeaseTerms {
        try LeaseTerms(
            from: try #require(CalendarDate(from)), months: months, phone: phone ?? self.phone,
            authority: try authority(), today: try #require(CalendarDate(today)))
    }

    @Test(arguments: [
        ("20260101", 12, "2026-12-31"), ("20261122", 1, "2026-12-21"),
        ("20260331", 1, "2026-04-30"), ("20260131", 1, "2026-02-28"),
        ("20240131", 1, "2024-02-29"), ("20260228", 1, "2026-03-27"),
        ("20260301", 12, "2027-02-28"), ("20261031", 4, "2027-02-28"),
    ])
    func `a term ends on the eve of its day, or with a month too short for it`(
        from: String, months: Int, until: String
    ) throws {
        #expect(try terms(from: from, months: months, today: from).until.iso8601 == until)
    }

    @Test(arguments: [
        ("20261121", false), ("20261122", true), ("20261222", true), ("20261223", false),
    ])
    func `a lease begins today or within thirty days`(from: String, isAllowed: Bool) throws {
        if isAllowed {
            #expect(try terms(from: from, months: 1).months == 1)
        } else {
            #expect(throws: LeaseError.startOutOfRange) { try terms(from: from, months: 1) }
        }
    }

    @Test(arguments: [-1, 0, 13, Int.max])
    func `no term goes past the landlord's authority`(months: Int) {
        #expect(throws: LeaseError.termOutOfRange) { try terms(from: "20261122", months: months) }
    }

    @Test(arguments: [
        "", "1000000009", "100000000999", "20000000099", "1000000009a", "１0000000099",
    ])
    func `what is no phone number is refused`(phone: String) {
        #expect(throws: LeaseError.noPhone) {
            try terms(from: "20261122", months: 1, phone: phone)
        }
    }

    @Test func `a signature needs more than a dot, inside its field`() throws {
        func points(_ count: Int, x: Double = 0.5) -> [Signature.Point] {
            (0..<count).map { .init(x: x, y: 0.5, milliseconds: $0, pressure: 0.5) }
        }
        #expect(throws: LeaseError.noSignature) { try Signature(strokes: []) }
        #expect(throws: LeaseError.noSignature) { try Signature(strokes: [points(7)]) }
        #expect(throws: LeaseError.noSignature) { try Signature(strokes: [points(20_001)]) }
        for x in [-0.01, 1.01, .nan, .infinity] {
            #expect(throws: LeaseError.noSignature) { try Signature(strokes: [points(9, x: x)]) }
        }
        let signature = try Signature(strokes: [points(4), points(4, x: 1)])
        #expect(signature.path.hasPrefix("M150 50L150 50"))
        #expect(signature.path.contains("M300 50L"))
    }

    @Test func `a signature from outside passes the same checks`() throws {
        let point = #"{"x":X,"y":0.5,"milliseconds":1,"pressure":0.5}"#
        func decode(x: String) throws -> Signature {
            let points = Array(repeating: point, count: 8).joined(separator: ",")
            let json = #"{"strokes":[["# + points.replacingOccurrences(of: "X", with: x) + "]]}"
            return try JSONDecoder().decode(Signature.self, from: Data(json.utf8))
        }
        let signature = try decode(x: "0.25")
        let again = try JSONDecoder().decode(
            Signature.self, from: try JSONEncoder().encode(signature))
        #expect(again == signature)
        #expect(throws: LeaseError.noSignature) { try decode(x: "1e300") }
    }
}
