import Testing

@testable import Registry

@Suite struct PeopleTests {
    private func document(
        name: String = "样张某某", number: String = "11010519491231002X",
        from: String = "20200101", until: String? = "20400101"
    ) throws -> IdentityDocument {
        IdentityDocument(
            kind: .resident, name: name, number: number, sex: .female, ethnicGroup: "汉族",
            birthDate: try #require(CalendarDate("19491231")), address: "样张", issuer: "样张",
            validFrom: try #require(CalendarDate(from)),
            validUntil: try until.map { try #require(CalendarDate($0)) }, chipSerial: nil)
    }

    @Test func `a document is valid from its first day to its last`() throws {
        let document = try document()
        try document.checkValidity(on: document.validFrom)
        try document.checkValidity(on: try #require(document.validUntil))
        #expect(throws: DocumentError.notYetValid) {
            try document.checkValidity(on: document.validFrom.adding(days: -1))
        }
        let after = try #require(document.validUntil).adding(days: 1)
        #expect(throws: DocumentError.expired) { try document.checkValidity(on: after) }
        try self.document(until: nil).checkValidity(on: after)
    }

    @Test(arguments: [
        ("11010519491231002X", "110105********002X"), ("1234567890", "**********"), ("", ""),
        ("12345678901", "123456*8901"),
    ])
    func `numbers are masked in their middle`(number: String, masked: String) throws {
        #expect(try document(number: number).maskedNumber == masked)
    }

    @Test(arguments: [("样张某某", "样***"), ("样", "样"), ("", "")])
    func `names are masked after their first character`(name: String, masked: String) throws {
        #expect(try document(name: name).maskedName == masked)
    }

    @Test(arguments: [
        (0.5, FaceComparison.Verdict.pass), (0.36, .pass), (0.359, .clerk), (0.2, .clerk),
        (0.199, .refuse), (-1, .refuse), (.nan, .clerk),
    ])
    func `a score passes, goes to the clerk or is refused`(
        score: Double, verdict: FaceComparison.Verdict
    ) {
        let comparison = FaceComparison(score: score, passAt: 0.36, refuseBelow: 0.2, models: [:])
        #expect(comparison.verdict == verdict)
    }

    @Test func `a picture has three bytes for each pixel`() {
        #expect(Picture(width: 2, height: 1, pixels: [1, 2, 3, 4, 5, 6]) != nil)
        #expect(Picture(width: 2, height: 1, pixels: [1, 2, 3, 4, 5]) == nil)
        #expect(Picture(width: 0, height: 1, pixels: []) == nil)
        #expect(Picture(width: -1, height: -1, pixels: [1, 2, 3]) == nil)
    }
}
