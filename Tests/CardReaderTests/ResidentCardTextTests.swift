import Registry
import Testing

@testable import CardReader

@Suite struct ResidentCardTextTests {
    private func document(_ text: [UInt8]) throws -> IdentityDocument {
        let text = try CardText(text[...])
        return try CardLayout(text).document(text, chipSerial: Fixture.serial)
    }

    @Test func `every field is found at its offset`() throws {
        let document = try document(Fixture.text())
        #expect(document.kind == .resident)
        #expect(document.name == "张样张")
        #expect(document.sex == .female)
        #expect(document.ethnicGroup == "汉族")
        #expect(document.birthDate == CalendarDate(year: 1949, month: 12, day: 31))
        #expect(document.address == "样张省样张市样张路 1 号")
        #expect(document.number == "11010519491231002X")
        #expect(document.issuer == "样张市公安局")
        #expect(document.validFrom == CalendarDate(year: 2020, month: 1, day: 1))
        #expect(document.validUntil == CalendarDate(year: 2040, month: 1, day: 1))
        #expect(document.chipSerial == Fixture.serial)
    }

    @Test func `the name's bytes are UTF-16, low byte first`() throws {
        var text = Fixture.text()
        text.replaceSubrange(0..<6, with: [0x20, 0x5F, 0x37, 0x68, 0x20, 0x5F])  // 张样张
        #expect(try document(text).name == "张样张")
    }

    @Test func `a card valid for good has no last day`() throws {
        #expect(try document(Fixture.text(until: "长期")).validUntil == nil)
    }

    @Test(arguments: [
        Fixture.text(birth: "19491230"), Fixture.text(birth: "19490231"), Fixture.text(sex: "1"),
        Fixture.text(number: "110105194912310021"), Fixture.text(number: "1101051949123100"),
        Fixture.text(number: ""), Fixture.text(from: "20400102"),
    ])
    func `fields that contradict one another are a document's fault`(text: [UInt8]) {
        #expect(throws: DocumentError.contradictory) { try document(text) }
    }

    @Test func `a name with a middle dot, and one that fills its field, are whole`() throws {
        for name in ["阿依努尔·买买提", "一二三四五六七八九十甲乙丙丁戊", "艾·乙丙丁戊己庚辛壬癸子丑寅"] {
            #expect(try document(Fixture.text(name: name)).name == name)
        }
    }

    @Test func `a county that was abolished is no fault`() throws {
        // 440524, of GB 11643's own example, has been another county's code since 1991.
        let text = Fixture.text(sex: "1", birth: "18800101", number: "440524188001010014")
        #expect(try document(text).number == "440524188001010014")
    }

    @Test func `a sex the card does not state contradicts nothing`() throws {
        #expect(try document(Fixture.text(sex: "9")).sex == .unstated)
    }

    @Test(arguments: [
        Fixture.text(name: ""), Fixture.text(sex: "x"), Fixture.text(sex: ""),
        Fixture.text(from: "2020010"), Fixture.text(until: "20401301"), Fixture.text(until: ""),
        Fixture.text(name: "a\u{7}"),
    ])
    func `fields that cannot be are unreadable`(text: [UInt8]) {
        #expect(throws: CardReaderError.unreadable(status: nil)) { try document(text) }
    }

    @Test func `half a character is unreadable`() {
        var text = Fixture.text()
        text.replaceSubrange(2..<4, with: [0x00, 0xD8])
        #expect(throws: CardReaderError.unreadable(status: nil)) { try document(text) }
    }

    @Test(arguments: ["A", "j", "Z", "\u{0}"])
    func `the letter of another family is a fault of its own`(letter: String) {
        #expect(throws: CardReaderError.unknownType) { try document(Fixture.text(letter: letter)) }
    }

    @Test func `one flipped bit anywhere in the number is noticed`() {
        for index in 122..<158 {
            for bit in 0..<8 {
                var text = Fixture.text()
                text[index] ^= 1 << bit
                #expect(throws: (any Error).self) { try document(text) }
            }
        }
    }

    @Test func `text of another length is unreadable`() {
        for count in [0, 1, 255, 257] {
            #expect(throws: CardReaderError.unreadable(status: nil)) {
                try CardText([UInt8](repeating: 0x20, count: count)[...])
            }
        }
    }

    @Test func `random text never crashes the decoder`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<5_000 {
            var text = Fixture.text()
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                text[Int.random(in: 0..<256, using: &random)] = .random(in: 0...255, using: &random)
            }
            do {
                _ = try document(text)
            } catch {
                #expect(error is any UserFacing, "seed \(seed)")
            }
        }
    }
}

@Suite struct EthnicGroupTests {
    @Test(arguments: [
        ("01", "汉族"), ("11", "满族"), ("48", "裕固族"), ("49", "京族"), ("56", "基诺族"),
        ("57", "其他"), ("97", "其他"), ("58", "外国血统中国籍人士"), ("98", "外国血统中国籍人士"),
        ("81", "穿青人"), ("60", "其他(60)"), ("00", "其他(00)"), ("-1", "其他(-1)"), ("", "其他"),
        ("x", "其他(x)"),
    ])
    func `codes have names, and unknown ones are shown`(code: String, name: String) {
        #expect(EthnicGroup.name(code: code) == name)
    }
}
