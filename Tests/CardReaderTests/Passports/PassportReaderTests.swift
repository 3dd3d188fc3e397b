import Foundation
import Registry
import Testing

@testable import CardReader
@testable import Lab

/// The reader against the lab's chip, which is written from the standard and shares no code.
@Suite struct PassportReaderTests {
    /// The state that signs, its certificate, and one passport of every test's own.
    struct Booklet {
        let state: IssuingState
        var specimen: PassportSpecimen

        init(
            _ access: PassportSpecimen.PasswordAccess? = .init(), pictureLength: Int = 15_000
        ) throws {
            state = try IssuingState()
            let picture = [0xFF, 0xD8] + (2..<pictureLength).map { UInt8($0 % 251) }
            specimen = try PassportSpecimen(
                .tenant, picture: picture, issuedBy: state, passwordAccess: access)
        }

        var issuers: IssuerCertificates { IssuerCertificates(certificates: [state.authority]) }
    }

    /// A chip with a count of commands, and a hand on its answers.
    private final class Chip {
        private var chip: PassportChip
        private(set) var commands: [[UInt8]] = []
        private let change: (Int, [UInt8]) -> [UInt8]

        init(
            _ specimen: PassportSpecimen, change: @escaping (Int, [UInt8]) -> [UInt8] = { $1 }
        ) {
            (chip, self.change) = (PassportChip(specimen), change)
        }

        func transmit(_ command: [UInt8]) -> [UInt8] {
            commands.append(command)
            return change(commands.count - 1, chip.answer(to: command))
        }
    }

    static func mrz(_ page: PassportPage = .tenant) throws -> PassportAccess {
        try PassportAccess(typedMRZ: page.zone)
    }

    private func read(
        _ chip: Chip, by access: PassportAccess? = nil, issuers: IssuerCertificates = .none
    ) throws -> PassportReading {
        let today = try #require(Zones.today)
        let reader = PassportReader(
            access: try access ?? Self.mrz(), issuers: issuers,
            time: Int(Date.now.timeIntervalSince1970), today: today)
        return try reader.read { (command) throws(CardReaderError) in chip.transmit(command) }
    }

    private func expectTenant(_ reading: PassportReading) {
        let document = reading.document
        #expect(document.kind == .passport)
        #expect(document.name == "林小满" && document.latinName == "LIN XIAOMAN")
        #expect(document.number == "E00007306" && document.nationality == "UTO")
        #expect(document.sex == .female && document.birthDate == CalendarDate("1949-12-31"))
        #expect(document.validFrom == CalendarDate("2026-01-16"))
        #expect(document.validUntil == CalendarDate("2036-01-15"))
        #expect(document.issuer == "UTOPIA PASSPORT OFFICE")
        #expect(document.address == "1 SPECIMEN ROAD UTOPIA CITY")
        #expect(reading.warnings.isEmpty)
    }

    @Test func `an older chip opens by basic access, a known state is trusted`() throws {
        let booklet = try Booklet(nil)
        let chip = Chip(booklet.specimen)
        let reading = try read(chip, issuers: booklet.issuers)
        expectTenant(reading)
        #expect(reading.document.authenticity == .issuerTrusted)
        #expect(
            reading.picture?.count == 15_000 && reading.picture?.starts(with: [0xFF, 0xD8]) == true)
        #expect(chip.commands.contains { $0[1] == 0x84 })
        let opened = try #require(chip.commands.firstIndex { $0[1] == 0x82 })
        #expect(chip.commands[(opened + 1)...].allSatisfy { $0[0] & 0x0C == 0x0C })
    }

    @Test(arguments: ChipCipher.allCases, [12, 13, 16] as [UInt8])
    func `a newer chip opens by PACE under every cipher`(
        cipher: ChipCipher, curve: UInt8
    ) throws {
        var booklet = try Booklet(.init(cipher: cipher, curve: curve), pictureLength: 600)
        booklet.specimen.hasBasicAccess = false
        let chip = Chip(booklet.specimen)
        let reading = try read(chip, issuers: booklet.issuers)
        expectTenant(reading)
        #expect(reading.document.authenticity == .issuerTrusted)
        let can = try PassportAccess(typedCAN: "123456")
        let again = try read(Chip(booklet.specimen), by: can, issuers: .none)
        expectTenant(again)
        #expect(again.document.authenticity == .issuerUnknown)
    }

    @Test(arguments: [223, 32_700, 32_767, 32_768, 33_000, 70_000])
    func `a picture of any size comes whole`(length: Int) throws {
        let booklet = try Booklet(pictureLength: length)
        let reading = try read(Chip(booklet.specimen), issuers: booklet.issuers)
        #expect(reading.picture?.count == length)
        #expect(reading.document.authenticity == .issuerTrusted)
    }

    @Test func `another page's zone or number is refused, by either access`() throws {
        let booklet = try Booklet()
        var page = PassportPage.tenant
        page.number = "E00007307"
        let other = try Self.mrz(page)
        #expect(throws: PassportError.accessRefused) {
            try read(Chip(booklet.specimen), by: other)
        }
        #expect(throws: PassportError.accessRefused) {
            try read(Chip(booklet.specimen), by: try PassportAccess(typedCAN: "654321"))
        }
        let older = try Booklet(nil)
        #expect(throws: PassportError.accessRefused) { try read(Chip(older.specimen), by: other) }
        #expect(throws: PassportError.unsupported) {
            try read(Chip(older.specimen), by: try PassportAccess(typedCAN: "123456"))
        }
    }

    @Test func `a forged group, a list of another passport, or none, is damage`() throws {
        let booklet = try Booklet(nil, pictureLength: 600)
        var forged = booklet.specimen
        var page = PassportPage.tenant
        page.ownName = "王样张"
        forged.files[0x010B] = Data(page.holderFile)
        let reading = try read(Chip(forged), issuers: booklet.issuers)
        #expect(reading.document.authenticity == .damaged && reading.document.name == "王样张")
        var swapped = booklet.specimen
        swapped.files[0x011D] = try Booklet(nil, pictureLength: 700).specimen.files[0x011D]
        #expect(try read(Chip(swapped)).document.authenticity == .damaged)
        for missing in [0x011D, 0x0102] as [UInt16] {
            var bare = booklet.specimen
            bare.files[missing] = nil
            let reading = try read(Chip(bare), issuers: booklet.issuers)
            #expect(reading.document.authenticity == .damaged)
        }
    }

    @Test func `a chip opened by one page that tells of another is damage`() throws {
        var booklet = try Booklet(nil, pictureLength: 600)
        var page = PassportPage.tenant
        page.number = "E00007307"
        booklet.specimen.key = page.key
        let reading = try read(
            Chip(booklet.specimen), by: try Self.mrz(page), issuers: booklet.issuers)
        #expect(reading.document.authenticity == .damaged)
    }

    @Test func `a file shorter than its head says is no passport`() throws {
        var booklet = try Booklet(nil)
        booklet.specimen.files[0x0102] = booklet.specimen.files[0x0102]?.prefix(9_000)
        #expect(throws: PassportError.unreadable(status: 0x6B00)) {
            try read(Chip(booklet.specimen))
        }
        booklet.specimen.files[0x0102] = Data([0x75, 0x83, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4])
        #expect(throws: PassportError.unreadable(status: nil)) {
            try read(Chip(booklet.specimen))
        }
    }

    @Test func `a picture in no known coding leaves the record, with a word about it`() throws {
        let state = try IssuingState()
        let specimen = try PassportSpecimen(
            .tenant, picture: Array("GIF89a".utf8), issuedBy: state, passwordAccess: nil)
        let reading = try read(
            Chip(specimen), issuers: IssuerCertificates(certificates: [state.authority]))
        #expect(reading.picture == nil && reading.warnings == [.pictureUnreadable])
        #expect(reading.document.authenticity == .issuerTrusted)
    }

    @Test func `files the state leaves out are not missed`() throws {
        var booklet = try Booklet(nil, pictureLength: 600)
        booklet.specimen.files[0x010B] = nil
        booklet.specimen.files[0x010C] = nil
        let reading = try read(Chip(booklet.specimen), issuers: booklet.issuers)
        #expect(reading.document.name == "LIN XIAOMAN" && reading.document.issuer == "UTO")
        #expect(reading.document.birthDate == CalendarDate("1949-12-31"))
        #expect(reading.warnings == [.issueDateUnknown])
        #expect(reading.document.authenticity == .issuerTrusted)
    }

    @Test func `one changed bit in any answer is never a trusted passport`() throws {
        let booklet = try Booklet(pictureLength: 300)
        let whole = Chip(booklet.specimen)
        _ = try read(whole)
        for place in 0..<whole.commands.count {
            for bit in [0, 7] {
                let chip = Chip(booklet.specimen) { count, answer in
                    var answer = answer
                    if count == place { answer[answer.count / 3] ^= 1 << UInt8(bit) }
                    return answer
                }
                let reading = try? read(chip, issuers: booklet.issuers)
                // What stands before the protection may still lead to basic access.
                if let reading { #expect(place < 8 && reading.document.number == "E00007306") }
            }
        }
    }

    @Test func `an answer cut, empty or plain in the middle ends the read`() throws {
        let booklet = try Booklet(pictureLength: 300)
        let whole = Chip(booklet.specimen)
        _ = try read(whole)
        for place in 0..<whole.commands.count {
            let pulled = Chip(booklet.specimen) { $0 == place ? [] : $1 }
            #expect(throws: CardReaderError.cardRemoved) { try read(pulled) }
            guard place > 10 else { continue }
            for wrong in [[0x69, 0x82], [0x90, 0x00]] as [[UInt8]] {
                let plain = Chip(booklet.specimen) { $0 == place ? wrong : $1 }
                #expect(throws: PassportError.sessionBroken) { try read(plain) }
                #expect(plain.commands.count == place + 1)
            }
        }
    }

    @Test func `a chip whose PACE is out of order still opens by basic access`() throws {
        let booklet = try Booklet(pictureLength: 300)
        let chip = Chip(booklet.specimen) { $0 == 4 ? [0x6A, 0x80] : $1 }
        let reading = try read(chip, issuers: booklet.issuers)
        #expect(reading.document.authenticity == .issuerTrusted)
        #expect(chip.commands.contains { $0[1] == 0x82 })
        let number = Chip(booklet.specimen) { $0 == 4 ? [0x6A, 0x80] : $1 }
        #expect(throws: PassportError.unsupported) { try read(number, by: .can("123456")) }
    }

    @Test func `a card of another trade is no passport`() throws {
        let chip = Chip(try Booklet(nil).specimen) { _, _ in [0x6D, 0x00] }
        #expect(throws: CardReaderError.notIdentityCard) { try read(chip) }
        #expect(chip.commands.count == 3)
    }

    @Test func `random answers end in an error, never a trap`() throws {
        let booklet = try Booklet(pictureLength: 300)
        for seed in 0..<300 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let start = Int.random(in: 0..<20, using: &random)
            let chip = Chip(booklet.specimen) { count, answer in
                guard count >= start else { return answer }
                let length = Int.random(in: 0...60, using: &random)
                let noise = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
                return noise + (Bool.random(using: &random) ? [0x90, 0x00] : [])
            }
            #expect(throws: (any Error).self) { try read(chip) }
        }
    }

    @Test func `no error or fault tells what stands in the document`() throws {
        let errors: [PassportError] = [
            .accessMissing, .accessUnreadable, .accessRefused, .unsupported,
            .unreadable(status: 0x6B00), .unreadable(status: nil), .sessionBroken, .cryptography,
            .issuersUnreadable,
        ]
        for error in errors {
            let text = "\(error) \(error.fault.clerk) \(error.fault.tenant)"
            #expect(!text.contains("E0000") && !text.contains("LIN"))
        }
        #expect(Set(errors.map(\.fault.code)).count == errors.count - 1)
    }
}
