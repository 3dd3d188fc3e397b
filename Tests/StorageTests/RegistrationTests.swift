import Foundation
import GRDB
import Registry
import Sealing
import Testing

@testable import Storage

@Suite struct RegistrationTests {
    private let place = TemporaryFolder()
    private let counts = """
        SELECT (SELECT count(*) FROM tenancy WHERE lease LIKE 'ZL%') * 1000
            + (SELECT count(*) FROM lease) * 100 + (SELECT count(*) FROM archive_document) * 10
            + (SELECT count(*) FROM effect)
        """

    @Test func `a registration writes tenancy, lease, document, entry and effect`() async throws {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder)
        let signed = try await Fixture.lease(folder, offer)
        let tenancy = try await Fixture.register(folder, signed)
        #expect(tenancy.id == signed.draft.tenancy)
        #expect(tenancy.until == signed.draft.terms.until)
        #expect(try place.count(counts) == 1_111)

        let record = try await folder.tenancies.tenancy(tenancy.id)
        #expect(record.tenancy == tenancy)
        #expect(record.tenant == signed.draft.tenant)
        #expect(record.phone == Fixture.phone)
        #expect(record.address == offer.house.address)
        #expect(try await folder.tenancies.list(limit: 1) == [record])

        let lease = try await folder.tenancies.lease(tenancy.lease)
        #expect(lease.signed == signed)
        #expect(lease.form == FormVersion(form: "lease", version: 1))
        #expect(record.documentSHA256 == lease.documentSHA256)

        let entry = try #require(try await folder.journal.entries().last)
        let body = String(decoding: entry.body, as: UTF8.self)
        #expect(entry.kind == .registration)
        #expect(entry.subject == tenancy.id.rawValue)
        #expect(body.contains(lease.dataSHA256) && body.contains(lease.documentSHA256))

        #expect(try await folder.village.offer(offer.room.id).freeBeds == offer.freeBeds - 1)
        #expect(try await folder.tenancies.isHoused(number: "11010519491231002x"))
        #expect(try await !folder.tenancies.isHoused(number: Fixture.otherNumber))
    }

    @Test func `registering twice is registering once, also after a restart`() async throws {
        var folder = try await place.openVillage()
        let signed = try await Fixture.lease(folder, try await Fixture.room(folder))
        let first = try await Fixture.register(folder, signed)
        folder.close()
        folder = try place.open()
        let entries = try await folder.journal.entries().count
        #expect(try await Fixture.register(folder, signed, effect: "e-2") == first)
        #expect(try place.count(counts) == 1_111)
        #expect(try await folder.journal.entries().count == entries)
    }

    @Test func `a repeat with another lease or document is refused`() async throws {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder, beds: 2)
        try await Fixture.register(folder, try await Fixture.lease(folder, offer))
        let other = try await Fixture.lease(folder, offer)
        await #expect(throws: StorageError.differentRepeat) {
            try await Fixture.register(folder, other)
        }
        #expect(try place.count(counts) == 1_111)
    }

    @Test func `of two for the last bed the second is refused and leaves no trace`() async throws {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder)
        let first = try await Fixture.lease(folder, offer)
        let second = try await Fixture.lease(
            folder, offer, tenancy: "t-2", tenant: Fixture.otherNumber)
        try await Fixture.register(folder, first)
        let entries = try await folder.journal.entries().count
        await #expect(throws: AdmissionError.roomFull) {
            try await Fixture.register(folder, second, effect: "e-2")
        }
        #expect(try place.count(counts) == 1_111)
        #expect(try await folder.journal.entries().count == entries)
    }

    @Test func `of two at the same moment exactly one gets the last bed`() async throws {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder)
        let first = try await Fixture.lease(folder, offer)
        let second = try await Fixture.lease(
            folder, offer, tenancy: "t-2", tenant: Fixture.otherNumber)
        let refused = await withTaskGroup(of: Bool.self) { group in
            for lease in [first, second] {
                group.addTask {
                    let effect = "e-" + lease.draft.tenancy.rawValue
                    do {
                        try await Fixture.register(folder, lease, effect: effect)
                        return false
                    } catch { return error as? AdmissionError == .roomFull }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(refused == 1)
        #expect(try place.count(counts) == 1_111)
    }

    @Test(arguments: [(Colour.red, AdmissionError.houseUnsafe), (.grey, .houseNotAssessed)])
    func `a house graded down between choice and commit is refused`(
        colour: Colour, error: AdmissionError
    ) async throws {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder)
        let signed = try await Fixture.lease(folder, offer)
        try await folder.records.write { db in
            try db.execute(
                sql: "UPDATE house SET colour = ? WHERE id = ?",
                arguments: [colour.rawValue, offer.house.id.rawValue])
        }
        await #expect(throws: error) { try await Fixture.register(folder, signed) }
        #expect(try place.count(counts) == 0)
    }

    @Test func `a person who lives in the village is refused, however he writes`() async throws {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder, beds: 2)
        try await Fixture.register(folder, try await Fixture.lease(folder, offer))
        let again = try await Fixture.lease(
            folder, offer, tenancy: "t-2", tenant: "11010519491231002x")
        await #expect(throws: AdmissionError.alreadyHoused) {
            try await Fixture.register(folder, again, effect: "e-2")
        }
        try await folder.records.write { try $0.execute(sql: "UPDATE tenancy SET endedAt = 1") }
        try await Fixture.register(folder, again, effect: "e-2")
    }

    @Test func `a room that is gone and a lease not archived are refused`() async throws {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder)
        let signed = try await Fixture.lease(folder, offer)
        let missing = LeaseDocument(
            archived: ArchivedDocument(sha256: String(repeating: "0", count: 64), size: 1),
            archivedAt: now, dataSHA256: "", form: FormVersion(form: "lease", version: 1))
        await #expect(throws: StorageError.notArchived) {
            try await folder.tenancies.register(signed, document: missing, effects: [], at: now)
        }
        try await folder.records.write { db in
            try db.execute(
                sql: "DELETE FROM room WHERE id = ?", arguments: [offer.room.id.rawValue])
        }
        await #expect(throws: AdmissionError.unknownRoom) {
            try await Fixture.register(folder, signed)
        }
    }

    @Test(arguments: ["tenancy", "archive_document", "lease", "effect", "journal", "journal_head"])
    func `a failure at any table leaves nothing behind`(table: String) async throws {
        let folder = try await place.openVillage()
        let signed = try await Fixture.lease(folder, try await Fixture.room(folder))
        let entries = try await folder.journal.entries()
        try await folder.records.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER broken BEFORE INSERT ON \(table)
                        BEGIN SELECT RAISE(ABORT, 'broken'); END
                    """)
        }
        await #expect(throws: StorageError.self) { try await Fixture.register(folder, signed) }
        #expect(try place.count(counts) == 0)
        #expect(try await folder.journal.entries() == entries)
        try await folder.records.write { try $0.execute(sql: "DROP TRIGGER broken") }
        try await Fixture.register(folder, signed)
        #expect(try place.count(counts) == 1_111)
        #expect(try await folder.journal.verify() == .intact(count: entries.count + 1))
    }

    @Test func `what was registered is there after a power cut at once`() async throws {
        let folder = try await place.openVillage()
        let signed = try await Fixture.lease(folder, try await Fixture.room(folder))
        let tenancy = try await Fixture.register(folder, signed)
        // The files as a dead machine leaves them: nothing closed, nothing moved out of the log.
        let after = TemporaryFolder()
        try FileManager.default.copyItem(atPath: place.data, toPath: after.data)
        let found = try after.open()
        #expect(try await found.tenancies.tenancy(tenancy.id).tenancy == tenancy)
        #expect(try await found.effects.due(at: now).map(\.tenancy) == [tenancy.id])
        #expect(try await found.archive.sweep() == 0)
        #expect(try await found.archive.verify().isEmpty)
        #expect(try await found.journal.verify() == .intact(count: 1))
        #expect(try await Fixture.register(found, signed) == tenancy)
    }

    @Test func `a visitor's cancelled task leaves all or nothing, and can be repeated`()
        async throws
    {
        let folder = try await place.openVillage()
        let signed = try await Fixture.lease(folder, try await Fixture.room(folder))
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await Fixture.register(folder, signed)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try place.count(counts) == 0)
        try await Fixture.register(folder, signed)
        #expect(try place.count(counts) == 1_111)
    }

    @Test func `numbers count up each day and start again the next`() async throws {
        let numbers = try place.open().leaseNumbers
        let today = try Fixture.day("20261122")
        #expect(try await numbers.next(on: today) == "ZL20261122-0001")
        #expect(try await numbers.next(on: today) == "ZL20261122-0002")
        #expect(try await numbers.next(on: today.adding(days: 1)) == "ZL20261123-0001")
        #expect(try await numbers.next(on: today) == "ZL20261122-0003")
    }
}
