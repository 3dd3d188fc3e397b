import Foundation
import Registry
import Testing

@testable import CardReader

/// The specimens of ICAO 9303 parts 4, 5, 6 and 11.
enum Zones {
    static let passport =
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
        + "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
    static let card =
        "I<UTOD231458907<<<<<<<<<<<<<<<" + "7408122F1204159UTO<<<<<<<<<<<6"
        + "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
    static let largeCard =
        "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<" + "D231458907UTO7408122F1204159<<<<<<<6"
    /// Part 11 appendix D.2: the number is longer than its field.
    static let longCard =
        "I<UTOD23145890<7349<<<<<<<<<<<" + "3407127M9507122UTO<<<<<<<<<<<2"
        + "STEVENSON<<PETER<JOHN<<<<<<<<<"
    static let longLargeCard =
        "I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<" + "D23145890<UTO3407127M95071227349<<<8"
    static let all = [passport, card, largeCard, longCard, longLargeCard]
    static let today = CalendarDate(year: 2026, month: 11, day: 27)
}

@Suite struct MachineReadableZoneTests {
    private func zone(_ text: String) throws -> MachineReadableZone {
        try MachineReadableZone(lines: Array(text.utf8))
    }

    @Test(arguments: [Zones.passport, Zones.card, Zones.largeCard])
    func `the three formats give the same person`(text: String) throws {
        let zone = try zone(text)
        #expect(zone.surname == "ERIKSSON")
        #expect(zone.givenNames == "ANNA MARIA")
        #expect(zone.fullName == "ERIKSSON ANNA MARIA")
        #expect(zone.issuingState == "UTO" && zone.nationality == "UTO")
        #expect(zone.sex == .female)
        let today = try #require(Zones.today)
        #expect(zone.birthDate(asOf: today) == CalendarDate("1974-08-12"))
        #expect(zone.expiryDate(asOf: today) == CalendarDate("2012-04-15"))
        #expect(zone.documentNumber == (zone.format == .td3 ? "L898902C3" : "D23145890"))
        #expect(zone.documentCode == (zone.format == .td3 ? "P" : "I"))
        #expect(zone.optional == (zone.format == .td3 ? "ZE184226B" : ""))
    }

    @Test(arguments: [Zones.longCard, Zones.longLargeCard])
    func `a number longer than its field goes on in the optional one`(text: String) throws {
        let zone = try zone(text)
        #expect(zone.documentNumber == "D23145890734")
        #expect(zone.optional.isEmpty)
        #expect(String(decoding: zone.key.text, as: UTF8.self) == "D23145890734934071279507122")
    }

    @Test func `a thousand zones of another implementation are read field by field`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "zones.txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 1_000)
        for line in lines {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
                .map(String.init)
            let zone = try zone(columns[0])
            let sex = zone.sex == .male ? "M" : zone.sex == .female ? "F" : "<"
            #expect(
                [
                    zone.surname, zone.givenNames, zone.documentNumber, zone.birth, sex,
                    zone.expiry, zone.nationality,
                ] == Array(columns[1...]))
        }
    }

    @Test func `any digit or letter of the checked fields changed is refused`() throws {
        for text in Zones.all {
            let lines = Array(text.utf8)
            let fields = try zone(text)
            for place in lines.indices {
                var wrong = lines
                wrong[place] = lines[place] == 0x39 ? 0x30 : 0x39
                guard let read = try? MachineReadableZone(lines: wrong) else { continue }
                // Only names, states and codes carry no check digit.
                #expect(read.key == fields.key && read.optional == fields.optional)
            }
        }
    }

    @Test func `a zone cut or lengthened is refused`() {
        for text in Zones.all {
            let lines = Array(text.utf8)
            for length in 0..<lines.count where ![72, 88].contains(length) {
                #expect(throws: PassportError.accessUnreadable) {
                    try MachineReadableZone(lines: Array(lines.prefix(length)))
                }
            }
            #expect(throws: PassportError.accessUnreadable) {
                try MachineReadableZone(lines: lines + [MRZText.filler])
            }
        }
    }

    @Test func `characters outside the alphabet are refused`() {
        for byte in [0x00, 0x20, 0x61, 0x7F, 0x80, 0xFF] as [UInt8] {
            var lines = Array(Zones.passport.utf8)
            lines[20] = byte
            #expect(throws: PassportError.accessUnreadable) {
                try MachineReadableZone(lines: lines)
            }
        }
    }

    @Test(arguments: [
        ("261127", "2026-11-27"), ("261128", "1926-11-28"), ("270101", "1927-01-01"),
        ("000229", "2000-02-29"), ("740812", "1974-08-12"),
    ])
    func `a birth lies in the latest century that has begun`(digits: String, date: String) throws {
        let today = try #require(Zones.today)
        let zone = try zone(Self.passport(birth: digits))
        #expect(zone.birthDate(asOf: today) == CalendarDate(date))
    }

    @Test func `unknown parts of a birth give no date but still a key`() throws {
        let today = try #require(Zones.today)
        let zone = try zone(Self.passport(birth: "74<<<<"))
        #expect(zone.birthDate(asOf: today) == nil)
        #expect(zone.key.text.count == 24)
    }

    @Test(arguments: [("351231", 2_035), ("991231", 1_999), ("770101", 1_977)])
    func `an expiry lies within fifty years`(digits: String, year: Int) throws {
        let today = try #require(Zones.today)
        #expect(try zone(Self.passport(expiry: digits)).expiryDate(asOf: today)?.year == year)
    }

    @Test(arguments: ["741312", "740800", "7408AB", "740832"])
    func `an impossible day is refused`(digits: String) {
        #expect(throws: PassportError.accessUnreadable) { try zone(Self.passport(birth: digits)) }
    }

    @Test func `a holder with one name has no given names`() throws {
        let text = Zones.passport.replacing("ERIKSSON<<ANNA<MARIA", with: "ARKFREITH<<<<<<<<<<<")
        let zone = try zone(text)
        #expect(zone.fullName == "ARKFREITH" && zone.givenNames.isEmpty)
    }

    /// The specimen passport with other dates, check digits made anew.
    static func passport(birth: String = "740812", expiry: String = "120415") -> String {
        func checked(_ text: String) -> String {
            text + String(UnicodeScalar(MRZText.checkDigit(text.utf8)))
        }
        let number = checked("L898902C3")
        let (birth, expiry, personal) = (
            checked(birth), checked(expiry), checked("ZE184226B<<<<<")
        )
        let all = MRZText.checkDigit((number + birth + expiry + personal).utf8)
        return Zones.passport.prefix(44) + number + "UTO" + birth + "F" + expiry + personal
            + String(UnicodeScalar(all))
    }
}

@Suite struct PassportAccessTests {
    private static let key = "L898902C3674081221204159"

    @Test(arguments: [
        Zones.passport, Zones.passport.lowercased(), String(Zones.passport.suffix(44)),
        Zones.passport.prefix(44) + "\r\n" + Zones.passport.suffix(44),
        "L898902C36UTO74O8122FI204159ZE184226B<<<<<10",
        "Ｌ８９８９０２Ｃ３６ＵＴＯ７４０８１２２Ｆ１２０４１５９ＺＥ１８４２２６Ｂ＜＜＜＜＜１０",
        "l898902c36uto 7408122f 1204159 ze184226b«‹‹〈《10",
    ])
    func `the typed zone gives the key`(typed: String) throws {
        guard case .mrz(let key) = try PassportAccess(typedMRZ: typed) else {
            Issue.record("no key")
            return
        }
        #expect(String(decoding: key.text, as: UTF8.self) == Self.key)
    }

    @Test func `two lines of a card are enough, and the second of a larger one`() throws {
        let card = try PassportAccess(typedMRZ: String(Zones.card.prefix(60)))
        #expect(card == (try PassportAccess(typedMRZ: Zones.card)))
        let large = try PassportAccess(typedMRZ: String(Zones.largeCard.suffix(36)))
        #expect(large == card)
        let long = try PassportAccess(typedMRZ: String(Zones.longCard.prefix(60)))
        #expect(long == (try PassportAccess(typedMRZ: Zones.longLargeCard)))
    }

    @Test(arguments: [
        "", "L898902C3", "L898902C36UTO7408122F1204158ZE184226B<<<<<10",
        "L898902C37UTO7408122F1204159ZE184226B<<<<<10", "护照护照",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<11",
        "L898902C36UTO74X8122F1204159ZE184226B<<<<<10",
    ])
    func `a slip is told before the chip is asked`(typed: String) {
        #expect(throws: PassportError.accessUnreadable) {
            try PassportAccess(typedMRZ: typed)
        }
    }

    @Test func `a card access number has six digits or some more`() throws {
        #expect(try PassportAccess(typedCAN: " 123 456 ") == .can("123456"))
        #expect(try PassportAccess(typedCAN: "１２３４５６") == .can("123456"))
        for typed in ["", "12345", "12345A", "12345678901"] {
            #expect(throws: PassportError.accessUnreadable) {
                try PassportAccess(typedCAN: typed)
            }
        }
    }
}
