@testable import CardReader

/// The 256 bytes of each layout but the resident card's, written from the layout's table.
enum CardLayoutFixture {
    /// A residence permit; the number is a published specimen.
    static func hmt(
        sex: String = "2", birth: String = "19940823", number: String = "810000199408230021",
        until: String = "20250101", pass: String = "H12345678", issues: String = "01"
    ) -> [UInt8] {
        Fixture.encoded([
            ("样张港", 15), (sex, 1), ("", 2), (birth, 8), ("样张省样张市样张路 2 号", 35),
            (number, 18), ("样张市公安局", 15), ("20200101", 8), (until, 8), (pass, 9),
            (issues, 2), ("", 3), ("J", 1), ("", 3),
        ])
    }

    /// A foreigner's card of 2017.
    static func foreigner2017(
        latin: String = "SPECIMEN, JOHN ALEXANDER", name: String = "样张约翰",
        number: String = "CAN110078092201", nationality: String = "CAN",
        birth: String = "19780922", until: String = "20270101"
    ) -> [UInt8] {
        Fixture.encoded([
            (latin, 60), ("1", 1), (number, 15), (nationality, 3), (name, 15), ("20170101", 8),
            (until, 8), (birth, 8), ("01", 2), ("1500", 4), ("I", 1), ("", 3),
        ])
    }

    /// A foreigner's card of 2023; the number is a published specimen.
    static func foreigner2023(
        latin: String = "SPECIMEN, MARIA", rest: String = "", name: String = "样张玛丽",
        sex: String = "2", renewals: String = "02", birth: String = "19800101",
        number: String = "931586198001010028", nationality: String = "PAK",
        until: String = "20330101"
    ) -> [UInt8] {
        Fixture.encoded([
            (name, 15), (sex, 1), (renewals, 2), (birth, 8), (latin, 35), (number, 18), ("", 15),
            ("20230601", 8), (until, 8), (rest, 11), (nationality, 3), ("Y", 1), ("A1", 3),
        ])
    }

    /// A good text of every layout.
    static func text(_ layout: CardLayout) -> [UInt8] {
        switch layout {
        case .resident: Fixture.text()
        case .hmt: hmt()
        case .foreigner2017: foreigner2017()
        case .foreigner2023: foreigner2023()
        }
    }

    static let all = CardLayout.allCases.map(text)
}
