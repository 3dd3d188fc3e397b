import Foundation
import Registry
import Testing

@testable import CardReader
@testable import Lab

extension PCSCReaderTests {
    /// A passport read over pcscd, the vpcd driver and the lab's chip: nothing between is replaced.
    @Suite(.serialized) struct LivePassportTests {
        private func insert(
            _ specimen: PassportSpecimen, limit: Duration = .seconds(30)
        ) async throws -> PCSCPassportReader {
            let slot = try await LiveReader.reader()
            try await LiveReader.twin.insert(.passport(specimen))
            try await slot.wait(for: .present)
            return PCSCPassportReader(
                readerName: PcscDaemon.readerName, pcscdSocket: LiveReader.twin.pcscdSocket,
                limit: limit)
        }

        private func read(
            _ reader: PCSCPassportReader, by access: PassportAccess,
            _ issuers: IssuerCertificates = .none
        ) async throws -> PassportReading {
            let today = try #require(Zones.today)
            return try await reader.read(access: access, issuers: issuers, today: today)
        }

        @Test func `a passport of either generation is read by its data page`() async throws {
            for access in [nil, PassportSpecimen.PasswordAccess()] {
                let booklet = try PassportReaderTests.Booklet(access, pictureLength: 40_000)
                let reader = try await insert(booklet.specimen)
                let reading = try await read(
                    reader, by: try PassportReaderTests.mrz(), booklet.issuers)
                #expect(reading.document.name == "林小满")
                #expect(reading.document.number == "E00007306")
                #expect(reading.document.authenticity == .issuerTrusted)
                #expect(reading.picture?.count == 40_000)
                // What a second read finds is the application the first one left selected.
                let again = try await read(reader, by: try PassportReaderTests.mrz())
                #expect(again.document.authenticity == .issuerUnknown)
            }
        }

        @Test func `the number on the page opens it, another one does not`() async throws {
            let booklet = try PassportReaderTests.Booklet(pictureLength: 600)
            let reader = try await insert(booklet.specimen)
            let reading = try await read(reader, by: .can("123456"), booklet.issuers)
            #expect(reading.document.authenticity == .issuerTrusted)
            await #expect(throws: PassportError.accessRefused) {
                try await read(reader, by: .can("123457"))
            }
            var page = PassportPage.tenant
            page.birth = "19491230"
            let other = try PassportReaderTests.mrz(page)
            await #expect(throws: PassportError.accessRefused) {
                try await read(reader, by: other)
            }
        }

        @Test func `a forged group is told, a short file refused`() async throws {
            var booklet = try PassportReaderTests.Booklet(nil, pictureLength: 2_000)
            let whole = booklet.specimen
            booklet.specimen.files[0x0102]?[1_000] ^= 1
            let reader = try await insert(booklet.specimen)
            let reading = try await read(
                reader, by: try PassportReaderTests.mrz(), booklet.issuers)
            #expect(reading.document.authenticity == .damaged)
            booklet.specimen.files[0x0102] = whole.files[0x0102]?.prefix(1_200)
            let short = try await insert(booklet.specimen)
            await #expect(throws: PassportError.unreadable(status: 0x6B00)) {
                try await read(short, by: try PassportReaderTests.mrz())
            }
        }

        @Test func `a silent chip is given up, one pulled away told, and the next one read`()
            async throws
        {
            let booklet = try PassportReaderTests.Booklet(pictureLength: 600)
            let reader = try await insert(booklet.specimen, limit: .milliseconds(400))
            try await LiveReader.twin.keepSilent(afterAPDUs: 14)
            await #expect(throws: CardReaderError.silent) {
                try await read(reader, by: try PassportReaderTests.mrz())
            }
            let second = try await insert(booklet.specimen)
            try await LiveReader.twin.pullAway(afterAPDUs: 12)
            await #expect(throws: CardReaderError.cardRemoved) {
                try await read(second, by: try PassportReaderTests.mrz())
            }
            let third = try await insert(booklet.specimen)
            let reading = try await read(third, by: try PassportReaderTests.mrz())
            #expect(reading.document.number == "E00007306")
        }

        @Test func `the chip's own log holds no word of the person`() async throws {
            let booklet = try PassportReaderTests.Booklet(nil, pictureLength: 600)
            let reader = try await insert(booklet.specimen)
            let before = try await LiveReader.twin.log().count
            _ = try await read(reader, by: try PassportReaderTests.mrz())
            let entries = try await LiveReader.twin.log().dropFirst(before)
            #expect(entries.allSatisfy { $0.image == booklet.specimen.digest })
            let opened = try #require(entries.lastIndex { $0.command.hasPrefix("0082") })
            #expect(entries[(opened + 1)...].allSatisfy { $0.command.hasPrefix("0c") })
        }
    }
}
