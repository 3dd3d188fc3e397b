import Registry
import Testing

@testable import CardReader

@Suite struct CardLayoutTests {
    private func document(_ text: [UInt8]) throws -> IdentityDocument {
        let text = try CardText(text[...])
        return try CardLayout(text).document(text, chipSerial: Fixture.serial)
    }

    @Test func `a residence permit has its fields at their offsets`() throws {
        let document = try document(CardLayoutFixture.hmt())
        #expect(document.kind == .hmt)
        #expect(document.kind.chinese == "港澳台居民居住证")
        #expect((document.name, document.sex) == ("样张港", .female))
        #expect(document.number == "810000199408230021")
        #expect(document.birthDate == CalendarDate(year: 1994, month: 8, day: 23))
        #expect(document.address == "样张省样张市样张路 2 号")
        #expect(document.issuer == "样张市公安局")
        #expect(document.validFrom == CalendarDate(year: 2020, month: 1, day: 1))
        #expect(document.validUntil == CalendarDate(year: 2025, month: 1, day: 1))
        #expect((document.passNumber, document.issueCount) == ("H12345678", 1))
        #expect(document.ethnicGroup == nil)
        #expect(document.chipSerial == Fixture.serial)
    }

    @Test func `a foreigner's card of 2017 has its fields at their offsets`() throws {
        let document = try document(CardLayoutFixture.foreigner2017())
        #expect(document.kind == .foreigner2017)
        #expect(document.kind.chinese == "外国人永久居留身份证")
        #expect((document.name, document.sex) == ("样张约翰", .male))
        #expect(document.latinName == "SPECIMEN, JOHN ALEXANDER")
        #expect((document.number, document.nationality) == ("CAN110078092201", "CAN"))
        #expect(document.birthDate == CalendarDate(year: 1978, month: 9, day: 22))
        #expect(document.validFrom == CalendarDate(year: 2017, month: 1, day: 1))
        #expect(document.validUntil == CalendarDate(year: 2027, month: 1, day: 1))
        #expect((document.issuer, document.address) == ("1500", ""))
    }

    @Test func `a foreigner's card of 2023 has its fields at their offsets`() throws {
        let document = try document(CardLayoutFixture.foreigner2023())
        #expect(document.kind == .foreigner2023)
        #expect((document.name, document.sex) == ("样张玛丽", .female))
        #expect(document.latinName == "SPECIMEN, MARIA")
        #expect((document.number, document.nationality) == ("931586198001010028", "PAK"))
        #expect(document.birthDate == CalendarDate(year: 1980, month: 1, day: 1))
        #expect(document.validFrom == CalendarDate(year: 2023, month: 6, day: 1))
        #expect(document.validUntil == CalendarDate(year: 2033, month: 1, day: 1))
        #expect((document.issueCount, document.formerNumberLink) == (2, "A1"))
    }

    @Test(arguments: [
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHI", "JKL", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKL"),
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGH ", "JKL", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGH JKL"),
        ("ABC", "", "ABC"),
    ])
    func `a name in two pieces is one`(piece: String, rest: String, whole: String) throws {
        let text = CardLayoutFixture.foreigner2023(latin: piece, rest: rest)
        #expect(try document(text).latinName == whole)
    }

    @Test func `without a Chinese name the Latin one stands for it`() throws {
        #expect(
            try document(CardLayoutFixture.foreigner2023(name: "")).name == "SPECIMEN, MARIA")
        #expect(
            try document(CardLayoutFixture.foreigner2017(name: "")).name
                == "SPECIMEN, JOHN ALEXANDER")
    }

    @Test(arguments: [
        CardLayoutFixture.hmt(until: "长期"), CardLayoutFixture.foreigner2017(until: "长期"),
        CardLayoutFixture.foreigner2023(until: "长期"),
    ])
    func `a card valid for good has no last day`(text: [UInt8]) throws {
        #expect(try document(text).validUntil == nil)
    }

    @Test func `what may be blank is blank`() throws {
        let permit = try document(CardLayoutFixture.hmt(pass: "", issues: ""))
        #expect((permit.passNumber, permit.issueCount) == (nil, nil))
    }

    @Test func `Taiwan has numbers of its own`() throws {
        let text = CardLayoutFixture.hmt(birth: "19920130", number: "830000199201300022")
        #expect(try document(text).number == "830000199201300022")
    }

    @Test(arguments: [
        CardLayoutFixture.hmt(sex: "1"), CardLayoutFixture.hmt(birth: "19940824"),
        CardLayoutFixture.hmt(number: "810000199408230022"),
        CardLayoutFixture.hmt(birth: "19491231", number: Fixture.number),
        CardLayoutFixture.hmt(birth: "19800101", number: "931586198001010028"),
        CardLayoutFixture.hmt(until: "20191231"),
        CardLayoutFixture.foreigner2017(number: "CA1110078092201"),
        CardLayoutFixture.foreigner2017(number: "CAN11007809220"),
        CardLayoutFixture.foreigner2017(until: "20161231"),
        CardLayoutFixture.foreigner2023(sex: "1"),
        CardLayoutFixture.foreigner2023(birth: "19800102"),
        CardLayoutFixture.foreigner2023(number: "931586198001010029"),
        CardLayoutFixture.foreigner2023(birth: "19491231", number: Fixture.number),
    ])
    func `fields that contradict one another are a document's fault`(text: [UInt8]) {
        #expect(throws: DocumentError.contradictory) { try document(text) }
    }

    @Test(arguments: [
        CardLayoutFixture.hmt(sex: "x"), CardLayoutFixture.hmt(issues: "-1"),
        CardLayoutFixture.foreigner2017(latin: ""), CardLayoutFixture.foreigner2017(birth: ""),
        CardLayoutFixture.foreigner2017(nationality: "C1N"),
        CardLayoutFixture.foreigner2023(latin: ""),
        CardLayoutFixture.foreigner2023(renewals: "a"),
        CardLayoutFixture.foreigner2023(nationality: "PK"),
    ])
    func `fields that cannot be are unreadable`(text: [UInt8]) {
        #expect(throws: CardReaderError.unreadable(status: nil)) { try document(text) }
    }

    @Test(arguments: CardLayoutFixture.all)
    func `a text cut at any length is unreadable`(text: [UInt8]) {
        for count in 0..<text.count {
            #expect(throws: CardReaderError.unreadable(status: nil)) {
                try CardText(text.prefix(count))
            }
        }
    }

    @Test(arguments: CardLayoutFixture.all)
    func `a text that ends in blanks anywhere never crashes the decoder`(text: [UInt8]) {
        for count in 0..<text.count {
            var cut = text
            for index in count..<text.count { cut[index] = index.isMultiple(of: 2) ? 0x20 : 0 }
            survives(cut)
        }
    }

    @Test(arguments: CardLayoutFixture.all)
    func `one flipped bit never crashes the decoder`(text: [UInt8]) {
        for index in text.indices {
            for bit in 0..<8 {
                var flipped = text
                flipped[index] ^= 1 << bit
                survives(flipped)
            }
        }
    }

    private func survives(_ text: [UInt8]) {
        do {
            _ = try document(text)
        } catch {
            #expect(error is any UserFacing)
        }
    }
}
