/// A made-up document 样张, as it is printed, for cards the lab lays on the reader.
struct CardSpecimen: Sendable, Equatable {
    /// Which fields it has, by the letter on the chip.
    enum Family: String, Sendable {
        case resident = " "
        case hmt = "J"
        case foreigner2017 = "I"
        case foreigner2023 = "Y"
    }

    var name: String
    /// `1` male, `2` female.
    var sex = "1"
    /// Two digits, 01 for 汉.
    var nation = "01"
    /// `YYYYMMDD`.
    var birth: String
    var address = "样张省样张市样张路 1 号"
    var number: String
    var authority = "样张市公安局"
    /// `YYYYMMDD`.
    var from = "20200101"
    /// `YYYYMMDD` or 长期.
    var until: String
    /// The chip's serial, 8 bytes.
    var serial: [UInt8]
    /// The photo field; shorter ones are filled with zeros, longer ones cut, at 1,024 bytes.
    var photo: [UInt8] = []
    var family = Family.resident
    /// Foreigners': up to 60 characters (2017) or 46 (2023).
    var latinName = ""
    /// Foreigners': three letters.
    var nationality = ""
    /// Of a residence permit: the travel permit's number.
    var passNumber = ""
    /// Two digits: how often it was issued or renewed.
    var issues = "01"
    /// Whether the reader gives fingerprints too.
    var hasFingerprints = false

    /// The same card with another photo field.
    func with(photo: [UInt8]) -> CardSpecimen {
        var card = self
        card.photo = photo
        return card
    }
}

/// Numbers are the specimens printed in the standard and in official leaflets; two persons only.
extension CardSpecimen {
    /// A valid card.
    static let tenant = CardSpecimen(
        name: "林小满", sex: "2", birth: "19491231", number: "11010519491231002X",
        until: "20400101", serial: [0x10, 0xE4, 0x10, 0x5A, 0x3C, 0x7F, 0x21, 0x01])

    /// Another valid card, of another person.
    static let second = CardSpecimen(
        name: "王样张", nation: "15", birth: "18800101", number: "440524188001010014",
        until: "20400101", serial: [0x10, 0xE4, 0x10, 0x5A, 0x3C, 0x7F, 0x21, 0x02])

    /// The tenant's card, no longer valid.
    static let expired = CardSpecimen(
        name: "林小满", sex: "2", birth: "19491231", number: "11010519491231002X",
        from: "20050101", until: "20250101",
        serial: [0x10, 0xE4, 0x10, 0x5A, 0x3C, 0x7F, 0x21, 0x03])

    /// Valid for good.
    static let longTerm = CardSpecimen(
        name: "王样张", nation: "15", birth: "18800101", number: "440524188001010014",
        until: "长期", serial: [0x10, 0xE4, 0x10, 0x5A, 0x3C, 0x7F, 0x21, 0x04])

    /// A residence permit for somebody from Hong Kong.
    static let hmt = CardSpecimen(
        name: "样张港", sex: "2", nation: "", birth: "19940823", number: "810000199408230021",
        until: "20400101", serial: [0x10, 0xE4, 0x10, 0x5A, 0x3C, 0x7F, 0x21, 0x05],
        family: .hmt, passNumber: "H00000000")

    /// A foreigner's card of 2017. What the digits of its number mean was never published; these
    /// are no person's.
    static let foreigner2017 = CardSpecimen(
        name: "样张约翰", birth: "19800101", address: "", number: "CAN000080010100",
        authority: "0000", from: "20180101", until: "20400101",
        serial: [0x10, 0xE4, 0x10, 0x5A, 0x3C, 0x7F, 0x21, 0x06], family: .foreigner2017,
        latinName: "SPECIMEN, JOHN", nationality: "CAN")

    /// A foreigner's card of 2023, with a name that fills both its pieces.
    static let foreigner2023 = CardSpecimen(
        name: "样张玛丽", sex: "2", birth: "19800101", address: "", number: "931586198001010028",
        from: "20231201", until: "20400101",
        serial: [0x10, 0xE4, 0x10, 0x5A, 0x3C, 0x7F, 0x21, 0x07], family: .foreigner2023,
        latinName: "SPECIMEN, MARIA ALEXANDRA JOSEPHINE CATALINA", nationality: "PAK")
}
