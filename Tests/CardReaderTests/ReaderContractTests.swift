import Foundation
import Registry
import Testing

@testable import CardReader
@testable import Lab

/// What every profile must do alike: the same documents in, the same result out, the same faults.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ReaderContractTests {
    private static let documents = [
        CardSpecimen.tenant, .longTerm, .expired, .hmt, .foreigner2017, .foreigner2023,
    ]

    /// A reader of `profile` with `card` on it.
    private func reading<Result: Sendable>(
        _ profile: CardReaderProfile, _ card: VirtualCard,
        _ body: (any SAMReader) async throws -> Result
    ) async throws -> Result {
        switch profile {
        case .image, .frames:
            _ = try await LiveReader.reader()
            try await LiveReader.twin.insert(card)
            let reader = profile.reader(at: LiveReader.place)
            try await wait(reader, for: .present)
            return try await body(reader)
        case .serial:
            let twin = try SerialModuleTwin()
            twin.lay(card)
            twin.start()
            return try await body(
                profile.reader(
                    at: CardReaderPlace(name: "", pcscdSocket: nil, device: twin.path)))
        }
    }

    private func wait(_ reader: any SAMReader, for state: DocumentPresence) async throws {
        let reached = try await within(.seconds(10)) {
            for await presence in reader.presence() where presence == state { return true }
            return false
        }
        #expect(reached == true)
    }

    @Test(arguments: CardReaderProfile.allCases, documents)
    func `a document gives the same fields in every profile`(
        profile: CardReaderProfile, specimen: CardSpecimen
    ) async throws {
        let photo = LabPhotoFixture.field
        let reading = try await reading(profile, VirtualCard(specimen.with(photo: photo))) {
            try await $0.read()
        }
        let document = reading.document
        #expect((document.name, document.number) == (specimen.name, specimen.number))
        #expect(document.birthDate == CalendarDate(specimen.birth))
        #expect(document.validFrom == CalendarDate(specimen.from))
        #expect(document.validUntil == CalendarDate(specimen.until))
        #expect(document.latinName ?? "" == specimen.latinName)
        #expect(document.nationality ?? "" == specimen.nationality)
        #expect(document.passNumber ?? "" == specimen.passNumber)
        #expect(document.chipSerial == (profile == .serial ? nil : specimen.serial))
        #expect(reading.encodedPhoto == photo)
    }

    @Test(arguments: CardReaderProfile.allCases)
    func `a card with fingerprints is read without them`(
        profile: CardReaderProfile
    ) async throws {
        var specimen = CardSpecimen.tenant
        specimen.hasFingerprints = true
        let reading = try await reading(profile, VirtualCard(specimen)) { try await $0.read() }
        #expect(reading.document.number == specimen.number)
    }

    @Test(arguments: CardReaderProfile.allCases, CardFault.allCases)
    func `a failure is the same fault in every profile that names it`(
        profile: CardReaderProfile, fault: CardFault
    ) async throws {
        let wanted: CardReaderError =
            switch (profile, fault) {
            // This reader reads cards by itself and says only that it failed.
            case (.image, _): .unreadable(status: 0x6300)
            case (_, .noCard): .noCard
            case (_, .select): .unreadable(status: 0x81)
            case (_, .read): .unreadable(status: 0x41)
            case (_, .checksum): .unreadable(status: 0x10)
            case (_, .auth): .cardRefused
            case (_, .unauthorised): .moduleNotAuthorised
            case (_, .selfTest): .moduleFailed
            }
        try await reading(profile, VirtualCard(.tenant, fault: fault)) { reader in
            _ = await #expect(throws: wanted) { try await reader.read() }
        }
    }

    @Test(arguments: CardReaderProfile.allCases)
    func `a bank card is no identity document`(profile: CardReaderProfile) async throws {
        try await reading(profile, .bankCard) { reader in
            // Nothing but the module's word tells a serial reader that anything lies there.
            let wanted = profile == .serial ? CardReaderError.noCard : .notIdentityCard
            _ = await #expect(throws: wanted) { try await reader.read() }
        }
    }

    @Test(arguments: CardReaderProfile.allCases)
    func `the module's number is told where it can be asked for`(
        profile: CardReaderProfile
    ) async throws {
        let number = try await reading(profile, VirtualCard(.tenant)) {
            try await $0.moduleNumber()
        }
        #expect(number == (profile == .image ? nil : "05.01-20200131-0000000001-0000000002"))
    }
}
