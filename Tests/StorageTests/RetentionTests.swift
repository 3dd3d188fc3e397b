import Foundation
import Registry
import Sealing
import Testing

@testable import Storage

@Suite struct RetentionTests {
    private let place = TemporaryFolder()
    private let terms = RetentionTerms()

    private func later(_ days: Int) -> Timestamp { now + .seconds(86_400 * days) }

    /// A village with one tenancy that ended on the day it began.
    private func folder() async throws -> (DataFolder, ArchivedDocument) {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder)
        let lease = try await Fixture.lease(folder, offer)
        try await Fixture.register(folder, lease)
        try await folder.effects.finish("e-1", at: now)
        try place.tamper("UPDATE tenancy SET endedAt = \(now.milliseconds) WHERE id = 't-1'")
        let entry = try #require(try await folder.archive.list().first)
        return (folder, entry.document)
    }

    @Test func `before its time nothing is deleted and nothing noted`() async throws {
        let (folder, document) = try await folder()
        let before = try await folder.journal.newest()
        let report = try await folder.retention.run(terms, isLinked: false, at: later(1))
        #expect(report.isEmpty)
        #expect(try await folder.journal.newest() == before)
        #expect(folder.archive.holds(document.sha256))
    }

    @Test func `the phone goes first, the lease with everything signed at its end`() async throws {
        let (folder, document) = try await folder()
        try await folder.retention.run(terms, isLinked: false, at: later(91))
        #expect(try await folder.tenancies.tenancy("t-1").phone.isEmpty)
        #expect(try await folder.tenancies.find(.phone(Fixture.phone)).isEmpty)
        #expect(try await folder.effects.all(of: "t-1").isEmpty)
        #expect(folder.archive.holds(document.sha256))

        let report = try await folder.retention.run(
            terms, isLinked: false, at: later(terms.leaseDays + 1))
        #expect(report.deleted["tenancy"] == 1)
        #expect(report.deleted["lease"] == 1)
        #expect(report.deleted["document"] == 1)
        #expect(!folder.archive.holds(document.sha256))
        await #expect(throws: StorageError.unknownRecord) {
            try await folder.tenancies.tenancy("t-1")
        }
        #expect(try await folder.archive.verify().isEmpty)
        let again = try await folder.retention.run(
            terms, isLinked: false, at: later(terms.leaseDays + 1))
        #expect(again.deleted.isEmpty)
    }

    @Test func `an older copy of the folder does not open what has ended`() async throws {
        let (folder, document) = try await folder()
        let copy = place.path + "/copy"
        folder.close()
        try FileManager.default.copyItem(atPath: place.data, toPath: copy)
        let open = try place.open()
        try await open.retention.run(terms, isLinked: false, at: later(terms.leaseDays + 1))
        open.close()
        // The copy as a backup has it: everything but the ring, which is the present one.
        try FileManager.default.removeItem(atPath: copy + "/keyring")
        try FileManager.default.copyItem(atPath: place.data + "/keyring", toPath: copy + "/keyring")
        let old = try DataFolder(path: copy, purpose: .trial, at: now)
        await #expect(throws: SealingError.keyDestroyed) {
            try await old.tenancies.lease("ZL20261122-0001")
        }
        await #expect(throws: StorageError.documentDamaged) {
            try await old.archive.document(document.sha256)
        }
    }

    @Test func `the journal stays whole when its bodies end, and tells of the end`() async throws {
        let (folder, _) = try await folder()
        let at = later(terms.journalDays + 1)
        let report = try await folder.retention.run(terms, isLinked: false, at: at)
        #expect(!report.keysDestroyed.isEmpty)
        await #expect(throws: SealingError.keyDestroyed) { try await folder.journal.entries() }
        let count = try await folder.journal.newest()
        #expect(try await folder.journal.verify() == .intact(count: count))
        #expect(try await folder.retention.reports() == [report])
    }

    @Test func `what has not gone up yet keeps its key`() async throws {
        let (folder, _) = try await folder()
        let at = later(terms.journalDays + 1)
        try await folder.retention.run(terms, isLinked: true, at: at)
        #expect(try await !folder.journal.entries().isEmpty)
        try await folder.journal.uploaded(below: try await folder.journal.newest())
        try await folder.retention.run(terms, isLinked: true, at: later(terms.journalDays + 40))
        await #expect(throws: SealingError.keyDestroyed) { try await folder.journal.entries() }
    }

    @Test func `keys of what is still there are kept`() async throws {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder)
        let lease = try await Fixture.lease(folder, offer)
        try await Fixture.register(folder, lease)
        let at = later(terms.leaseDays + 1)
        try await folder.retention.run(terms, isLinked: false, at: at)
        #expect(try await folder.tenancies.lease(lease.draft.number).signed == lease)
        #expect(try await folder.tenancies.tenancy("t-1").phone == Fixture.phone)
        #expect(try await folder.archive.verify().isEmpty)
    }
}
