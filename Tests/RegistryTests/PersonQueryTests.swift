import Registry
import Testing

@Suite struct PersonQueryTests {
    @Test(arguments: [
        ("曾国藩", "ZGF"), ("单雄信", "SXX"), ("解缙", "XJ"), ("欧阳修", "OYX"), ("吕布", "LB"),
        ("尉迟恭", "YCG"), ("万俟卨", "MQX"), ("长孙无忌", "ZSWJ"), ("仇英", "QY"), ("区寄", "OJ"),
        ("朴树", "PS"), ("覃某某", "QMM"), ("安某", "AM"), ("样张某某", "YZMM"),
        ("买买提·阿不都", "MMTABD"), ("ZHANG SAN", "ZS"), ("Åsa Öberg", "AO"), ("", ""),
        ("12·-", ""), ("𠮷某", "M"),
    ])
    func `initials are those a clerk would type`(name: String, initials: String) {
        #expect(PinyinInitials.of(name) == initials)
    }

    @Test func `a text of any length and script is read without harm`() {
        #expect(PinyinInitials.of(String(repeating: "某", count: 10_000)).count == 60)
        for text in ["\u{0}\u{202E}", "👨‍👩‍👧‍👦", "ﷺ", String(repeating: "\u{301}", count: 99)] {
            #expect(PinyinInitials.of(text).allSatisfy { $0.isASCII && $0.isLetter })
        }
    }

    @Test(arguments: [
        ("11010519491231002X", PersonQuery.number("11010519491231002X")),
        (" 110105 19491231 002x ", .number("11010519491231002X")),
        ("002X", .lastFour("002X")), ("0014", .lastFour("0014")),
        ("13800000000", .phone("13800000000")), ("样张某某", .name("样张某某")),
        ("yzmm", .initials("YZMM")), ("AB12345", .number("AB12345")),
        ("SPECIMEN", .name("SPECIMEN")),
    ])
    func `what is typed says what it is`(text: String, query: PersonQuery) {
        #expect(PersonQuery(text) == query)
    }

    @Test(arguments: ["", "  ", "12", "-", String(repeating: "9", count: 61)])
    func `what can be nothing of a person is no query`(text: String) {
        #expect(PersonQuery(text) == nil)
    }
}
