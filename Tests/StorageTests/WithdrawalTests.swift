import Foundation
import Registry
import Sealing
import Testing

@testable import Storage

@Suite struct WithdrawalTests {
    private let place = TemporaryFolder()
    private let photo = Array("WLT-样张照片".utf8)

    private func later(_ days: Int) -> Timestamp { now + .seconds(86_400 * days) }

    private func housed(photo: [UInt8]?) async throws -> (DataFolder, SignedLease) {
        let folder = try await place.openVillage()
        let lease = try await Fixture.lease(folder, try await Fixture.room(folder))
        try await folder.tenancies.register(
            lease, document: try await Fixture.archived(folder, lease), photo: photo,
            effects: [Fixture.effect()], at: now)
        return (folder, lease)
    }

    @Test func `a photo is kept sealed where it is given, and counted`() async throws {
        let (folder, _) = try await housed(photo: photo)
        #expect(try await folder.photos.count() == 1)
        #expect(try await folder.photos.photo(of: "t-1") == photo)
        for file in try FileManager.default.subpathsOfDirectory(atPath: place.data) {
            let bytes = FileManager.default.contents(atPath: place.data + "/" + file)
            #expect(bytes?.range(of: Data(photo)) == nil, "\(file)")
        }
    }

    @Test func `without the setting no face is stored`() async throws {
        let (folder, _) = try await housed(photo: nil)
        #expect(try await folder.photos.count() == 0)
        #expect(try await folder.photos.photo(of: "t-1") == nil)
    }

    @Test func `the photo goes at the end of its own time, before the lease`() async throws {
        let (folder, lease) = try await housed(photo: photo)
        let terms = RetentionTerms()
        try place.tamper("UPDATE tenancy SET endedAt = \(now.milliseconds) WHERE id = 't-1'")
        try await folder.retention.run(terms, isLinked: false, at: later(terms.photoDays - 1))
        #expect(try await folder.photos.count() == 1)
        let report = try await folder.retention.run(
            terms, isLinked: false, at: later(terms.photoDays + 1))
        #expect(report.deleted == ["photo": 1])
        #expect(try await folder.photos.count() == 0)
        #expect(try await folder.tenancies.lease(lease.draft.number).signed == lease)
    }

    @Test func `a withdrawal deletes score, hashes and photo in one entry, once`() async throws {
        let (folder, lease) = try await housed(photo: photo)
        let entry = try await folder.tenancies.withdrawConsent(number: Fixture.number, at: now)
        #expect(entry.withdrawal.comparisons == 1 && entry.withdrawal.photos == 1)
        #expect(entry.withdrawal.tenancies == ["t-1"])
        #expect(try await folder.photos.count() == 0)
        let record = try await folder.tenancies.lease(lease.draft.number).signed
        #expect(record.identification == .withdrawn(at: now))
        #expect(record.consent.withdrawnAt == now && record.consent.way == .face)
        #expect(record.draft == lease.draft && record.signature == lease.signature)
        let again = try await folder.tenancies.withdrawConsent(
            number: Fixture.number, at: later(1))
        #expect(again == entry)
        #expect(try await folder.tenancies.withdrawal(number: Fixture.number) == entry)
        let count = try await folder.journal.newest()
        #expect(try await folder.journal.verify() == .intact(count: count))
        let counts = try await folder.tenancies.consentCounts()
        #expect((counts.face, counts.inPerson, counts.withdrawn) == (1, 0, 1))
    }

    @Test func `a print-out goes whichever of his stays it is filed with`() async throws {
        let (folder, _) = try await housed(photo: nil)
        try place.tamper("UPDATE tenancy SET endedAt = \(now.milliseconds) WHERE id = 't-1'")
        let room = try await Fixture.room(folder)
        let old = try await Fixture.lease(folder, room, tenancy: "t-2")
        let inPerson = SignedLease(
            draft: old.draft, signature: old.signature,
            identification: .inPerson(staff: Identifier("c"), reason: "样张"),
            consent: Consent(way: .inPerson, notice: 2, at: now), signedAt: now)
        try await Fixture.register(folder, inPerson, effect: "e-2")
        let filed = try await folder.archive.store(Array("%PDF ZY-1".utf8))
        let paper = PersonPaper(
            number: "ZY-1", tenancy: "t-2", kind: .printOwnData,
            form: FormVersion(form: "own-data", version: 1), documentSHA256: filed.sha256,
            madeAt: now)
        let effect = NewEffect(id: "e-3", kind: .printOwnData, payload: [1])
        try await folder.papers.order(paper, size: filed.size, effect: effect, at: now)
        let entry = try await folder.tenancies.withdrawConsent(number: Fixture.number, at: now)
        #expect(entry.withdrawal.tenancies == ["t-1"] && entry.withdrawal.printOuts == 1)
        #expect(!folder.archive.holds(filed.sha256))
        #expect(try await folder.papers.papers(of: "t-2").isEmpty)
        #expect(try await folder.effects.effect("e-3").state == .dropped)
        let counts = try await folder.tenancies.consentCounts()
        #expect((counts.face, counts.inPerson, counts.withdrawn) == (1, 1, 1))
    }

    @Test func `nobody else is touched, and who has nothing here withdraws nothing`()
        async throws
    {
        let (folder, _) = try await housed(photo: photo)
        await #expect(throws: StorageError.unknownRecord) {
            try await folder.tenancies.withdrawConsent(number: Fixture.otherNumber, at: now)
        }
        #expect(try await folder.tenancies.withdrawal(number: Fixture.otherNumber) == nil)
        #expect(try await folder.photos.count() == 1)
        #expect(try await folder.tenancies.person(number: Fixture.otherNumber).isEmpty)
        #expect(try await folder.tenancies.person(number: Fixture.number).count == 1)
    }

    @Test func `papers about a person end with his stay, a print-out before`() async throws {
        let (folder, _) = try await housed(photo: nil)
        let form = FormVersion(form: "own-data", version: 1)
        for (number, kind) in [("ZY-1", EffectKind.printOwnData), ("TY-1", .printConsent)] {
            let filed = try await folder.archive.store(Array("%PDF \(number)".utf8))
            let paper = PersonPaper(
                number: number, tenancy: "t-1", kind: kind, form: form,
                documentSHA256: filed.sha256, madeAt: now)
            let effect = NewEffect(id: Identifier("e-" + number), kind: kind, payload: [1])
            for _ in 0..<2 {
                try await folder.papers.order(paper, size: filed.size, effect: effect, at: now)
            }
            #expect(try await folder.papers.isOrdered(effect.id))
        }
        #expect(try await folder.papers.papers(of: "t-1").count == 2)
        let terms = RetentionTerms()
        let report = try await folder.retention.run(
            terms, isLinked: false, at: later(terms.workDays + 1))
        #expect(report.deleted["paper"] == 1 && report.deleted["document"] == 1)
        #expect(try await folder.papers.papers(of: "t-1").map(\.number) == ["TY-1"])
        try place.tamper("UPDATE tenancy SET endedAt = \(now.milliseconds) WHERE id = 't-1'")
        try await folder.retention.run(terms, isLinked: false, at: later(terms.leaseDays + 1))
        #expect(try await folder.archive.list().isEmpty)
    }
}

@Suite struct StoredFacesTests {
    @Test(arguments: [
        (0, StoredFaces.Duty.none), (79_999, .none), (80_000, .prepare), (99_999, .prepare),
        (100_000, .file), (250_000, .file),
    ])
    func `the marks of the law`(count: Int, duty: StoredFaces.Duty) {
        #expect(StoredFaces(count: count).duty == duty)
        #expect(StoredFaces(count: count).chinese.contains("\(count)"))
    }
}
