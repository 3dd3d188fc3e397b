import Foundation
import Registry
import Testing

@testable import CardReader
@testable import Lab

/// The reader against pcscd, the vpcd driver and a virtual card: nothing between is replaced.
@Suite(.serialized, .timeLimit(.minutes(3))) struct PCSCReaderTests {
    private func expect(
        _ wanted: CardReaderError, from reader: PCSCReader,
        _ location: SourceLocation = #_sourceLocation
    ) async {
        await #expect(throws: wanted, sourceLocation: location) { try await reader.read() }
    }

    @Test func `a card on the reader is read field by field`() async throws {
        let reader = try await LiveReader.reader()
        let photo = LabPhotoFixture.field
        try await LiveReader.twin.insert(CardSpecimen.tenant.with(photo: photo))
        try await reader.wait(for: .present)
        let reading = try await reader.read()
        let card = CardSpecimen.tenant
        #expect(reading.document.name == card.name)
        #expect(reading.document.number == card.number)
        #expect(reading.document.sex == .female)
        #expect(reading.document.ethnicGroup == "汉族")
        #expect(reading.document.address == card.address)
        #expect(reading.document.issuer == card.authority)
        #expect(reading.document.validUntil == CalendarDate(card.until))
        #expect(reading.document.chipSerial == card.serial)
        #expect(reading.encodedPhoto == photo)
    }

    @Test func `the card's own log shows eight commands and nothing personal`() async throws {
        let reader = try await LiveReader.reader()
        try await LiveReader.twin.insert(.longTerm)
        try await reader.wait(for: .present)
        let before = try await LiveReader.twin.log().count
        let reading = try await reader.read()
        #expect(reading.document.validUntil == nil)
        #expect(reading.document.ethnicGroup == "土家族")
        let entries = try await LiveReader.twin.log().dropFirst(before)
        #expect(
            entries.map(\.command) == [
                "ffca000000", "ffb0000000", "ffb0010000", "ffb0020000", "ffb0030000", "ffb0040000",
                "ffb0050000", "ffca000000",
            ])
        #expect(entries.map(\.length) == [8, 256, 256, 256, 256, 256, 4, 8])
        #expect(entries.allSatisfy { $0.status == "9000" })
        #expect(Set(entries.map(\.image)) == [APDUEntry.digest(of: CardSpecimen.longTerm.image)])
    }

    @Test func `an empty reader says so`() async throws {
        let reader = try await LiveReader.reader()
        await expect(.noCard, from: reader)
    }

    @Test(arguments: 0..<8)
    func `a card pulled in the middle of any command is removed, and reads when back`(
        count: Int
    ) async throws {
        let reader = try await LiveReader.reader()
        try await LiveReader.twin.insert(.tenant)
        try await reader.wait(for: .present)
        try await LiveReader.twin.pullAway(afterAPDUs: count)
        await expect(.cardRemoved, from: reader)
        try await reader.wait(for: .absent)
        try await LiveReader.twin.insert(.tenant)
        try await reader.wait(for: .present)
        #expect(try await reader.read().document.number == CardSpecimen.tenant.number)
    }

    @Test func `a bank card is no identity card`() async throws {
        let reader = try await LiveReader.reader()
        try await LiveReader.twin.insert(.bankCard)
        try await reader.wait(for: .present)
        await expect(.notIdentityCard, from: reader)
    }

    @Test func `another card laid on in a moment is a new card and never mixed`() async throws {
        let reader = try await LiveReader.reader()
        try await LiveReader.twin.insert(.tenant)
        try await reader.wait(for: .present)
        let changes = try await reader.changes(3) {
            try await LiveReader.twin.insert(.second)
        }
        #expect(changes == [.present, .absent, .present])
        let document = try await reader.read().document
        #expect(document.name == CardSpecimen.second.name)
        #expect(document.number == CardSpecimen.second.number)
    }

    @Test func `a card swapped in the middle of a read is nobody's`() async throws {
        let reader = try await LiveReader.reader()
        try await LiveReader.twin.insert(.tenant)
        try await reader.wait(for: .present)
        try await LiveReader.twin.pullAway(afterAPDUs: 2)
        await expect(.cardRemoved, from: reader)
        try await LiveReader.twin.insert(.second)
        // Until the service has seen the swap the answer is a fault, then it is the second card.
        let number = try await within(.seconds(10)) {
            while true {
                do { return try await reader.read().document.number } catch is CardReaderError {
                    continue
                }
            }
        }
        #expect(number == CardSpecimen.second.number)
    }

    @Test func `a service missing at start is told once, and found when it starts`() async throws {
        let reader = try await LiveReader.reader()
        try await LiveReader.twin.stopDaemon()
        await expect(.serviceDown, from: reader)
        let changes = try await reader.changes(2) {
            try await LiveReader.twin.startDaemon()
        }
        #expect(changes == [.outOfOrder(CardReaderError.serviceDown.fault), .absent])
    }

    @Test func `a service that restarts is found again with the card on the reader`() async throws {
        let reader = try await LiveReader.reader()
        try await LiveReader.twin.insert(.tenant)
        try await reader.wait(for: .present)
        let changes = try await reader.changes(3) {
            try await LiveReader.twin.stopDaemon()
            try await LiveReader.twin.startDaemon()
        }
        #expect(changes.first == .present)
        #expect(changes.dropFirst().first == .outOfOrder(CardReaderError.serviceDown.fault))
        try await reader.wait(for: .present)
        #expect(try await reader.read().document.number == CardSpecimen.tenant.number)
    }

    @Test func `a reader of another name is missing`() async throws {
        let reader = try await LiveReader.reader(named: "Other Reader")
        await expect(.readerMissing, from: reader)
        let first = try await within(.seconds(5)) {
            for await presence in reader.presence() { return presence }
            return DocumentPresence.absent
        }
        #expect(first == .outOfOrder(CardReaderError.readerMissing.fault))
    }

    @Test func `a silent card is given up, and the next one is read`() async throws {
        let reader = try await LiveReader.reader(limit: .milliseconds(400))
        try await LiveReader.twin.insert(.tenant)
        try await reader.wait(for: .present)
        try await LiveReader.twin.keepSilent(afterAPDUs: 3)
        let start = ContinuousClock.now
        await expect(.silent, from: reader)
        #expect(ContinuousClock.now - start < .seconds(2))
        try await LiveReader.twin.remove()
        try await reader.wait(for: .absent)
        try await LiveReader.twin.insert(.second)
        try await reader.wait(for: .present)
        #expect(try await reader.read().document.number == CardSpecimen.second.number)
    }

    @Test func `a watch ends when its task does`() async throws {
        let reader = try await LiveReader.reader()
        let watch = Task {
            var count = 0
            for await _ in reader.presence() { count += 1 }
            return count
        }
        try await reader.wait(for: .absent)
        watch.cancel()
        #expect(try await within(.seconds(5)) { await watch.value } != nil)
    }
}
