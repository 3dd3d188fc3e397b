import Foundation
import GRDB
import Registry
import Testing

@testable import Storage

@Suite struct CheckOutTests {
    private let place = TemporaryFolder()
    private let counts = """
        SELECT (SELECT count(*) FROM tenancy WHERE endedAt IS NOT NULL AND lease LIKE 'ZL%') * 1000
            + (SELECT count(*) FROM settlement) * 100
            + (SELECT count(*) FROM archive_document WHERE number LIKE 'TF%') * 10
            + (SELECT count(*) FROM effect WHERE kind = 'printSettlement')
        """

    private func settlement(
        _ folder: DataFolder, of lease: SignedLease, water: Int = 2_074
    ) async throws -> Settlement {
        try Settlement(
            number: try await folder.leaseNumbers.next(on: now.day, prefix: "TF"),
            lease: lease.draft, leftOn: now.day,
            meters: MeterReadings(electricityTenths: 38_156, waterTenths: water),
            deductions: [], basis: .tenant, madeAt: now)
    }

    private func document(
        _ folder: DataFolder, _ settlement: Settlement
    ) async throws -> LeaseDocument {
        let pdf = Array("%PDF-1.7 \(settlement.number) \(settlement.meters)".utf8)
        return LeaseDocument(
            archived: try await folder.archive.store(pdf), archivedAt: now,
            dataSHA256: String(repeating: "cd", count: 32),
            form: FormVersion(form: "settlement", version: 1))
    }

    @discardableResult
    private func end(
        _ folder: DataFolder, _ settlement: Settlement, effect: String = "s-1"
    ) async throws -> TenancyEnd {
        try await folder.tenancies.end(
            settlement, document: try await document(folder, settlement),
            effects: [
                NewEffect(id: Identifier(effect), kind: .printSettlement, payload: [1, 2, 3])
            ], at: now)
    }

    private func lived() async throws -> (DataFolder, RoomOffer, SignedLease) {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder)
        let lease = try await Fixture.lease(folder, offer)
        try await Fixture.register(folder, lease)
        return (folder, offer, lease)
    }

    @Test func `an end frees the bed and writes settlement, document, entry and effect`()
        async throws
    {
        let (folder, offer, lease) = try await lived()
        #expect(
            try await folder.tenancies.current(number: "11010519491231002x")?.tenancy.id
                == lease.draft.tenancy)
        #expect(try await folder.tenancies.settlement(of: lease.draft.tenancy) == nil)
        let settlement = try await settlement(folder, of: lease)
        let ended = try await end(folder, settlement)
        #expect(try place.count(counts) == 1_111)
        #expect(ended.tenancy == lease.draft.tenancy && ended.endedAt == now)

        let record = try await folder.tenancies.tenancy(lease.draft.tenancy)
        #expect(record.endedAt == now)
        #expect(record.documentSHA256 != ended.documentSHA256, "the lease stays the tenancy's")
        let kept = try #require(try await folder.tenancies.settlement(of: ended.tenancy))
        #expect(kept.settlement == settlement && kept.documentSHA256 == ended.documentSHA256)
        #expect(
            try await folder.tenancies.settlementNumbers() == [ended.tenancy: settlement.number])
        let entry = try #require(try await folder.journal.entries().last)
        #expect(entry.kind == .checkOut && entry.subject == ended.tenancy.rawValue)
        #expect(try JSONDecoder().decode(TenancyEnd.self, from: Data(entry.body)) == ended)

        #expect(try await folder.tenancies.current(number: Fixture.number) == nil)
        #expect(try await !folder.tenancies.isHoused(number: Fixture.number))
        #expect(try await folder.village.offer(offer.room.id).freeBeds == 1)
        let next = try await Fixture.lease(
            folder, offer, tenancy: "t-2", tenant: Fixture.otherNumber)
        try await Fixture.register(folder, next, effect: "e-2")
        #expect(try await folder.archive.verify().isEmpty)
        #expect(try await folder.archive.sweep() == 0)
    }

    @Test func `a repeat of the same settlement writes nothing, also after a restart`()
        async throws
    {
        var (folder, _, lease) = try await lived()
        let settlement = try await settlement(folder, of: lease)
        let first = try await end(folder, settlement)
        folder.close()
        folder = try place.open()
        let entries = try await folder.journal.entries().count
        #expect(try await end(folder, settlement, effect: "s-2") == first)
        #expect(try place.count(counts) == 1_111)
        #expect(try await folder.journal.entries().count == entries)
    }

    @Test func `the same number with another document is refused`() async throws {
        let (folder, _, lease) = try await lived()
        let first = try await settlement(folder, of: lease)
        try await end(folder, first)
        let other = try Settlement(
            number: first.number, lease: lease.draft, leftOn: now.day,
            meters: MeterReadings(electricityTenths: 0, waterTenths: 0), deductions: [],
            basis: .tenant, madeAt: now)
        await #expect(throws: StorageError.differentRepeat) {
            try await end(folder, other, effect: "s-2")
        }
    }

    @Test func `a tenancy that has ended otherwise, is unknown or is not this lease's is refused`()
        async throws
    {
        let (folder, offer, lease) = try await lived()
        let (first, second) = (
            try await settlement(folder, of: lease), try await settlement(folder, of: lease)
        )
        try await end(folder, first)
        let entries = try await folder.journal.entries().count
        await #expect(throws: StorageError.movedOn) {
            try await end(folder, second, effect: "s-2")
        }
        let nobody = try await Fixture.lease(folder, offer, tenancy: "t-9")
        let third = try await settlement(folder, of: nobody)
        await #expect(throws: StorageError.unknownRecord) {
            try await end(folder, third, effect: "s-3")
        }
        #expect(try place.count(counts) == 1_111)
        #expect(try await folder.journal.entries().count == entries)
    }

    @Test func `a settlement that was not filed is refused`() async throws {
        let (folder, _, lease) = try await lived()
        let settlement = try await settlement(folder, of: lease)
        let missing = LeaseDocument(
            archived: ArchivedDocument(sha256: String(repeating: "0", count: 64), size: 1),
            archivedAt: now, dataSHA256: "", form: FormVersion(form: "settlement", version: 1))
        await #expect(throws: StorageError.notArchived) {
            try await folder.tenancies.end(settlement, document: missing, effects: [], at: now)
        }
    }

    @Test(arguments: ["archive_document", "settlement", "effect", "journal", "journal_head"])
    func `a failure at any table leaves the tenant in his room`(table: String) async throws {
        let (folder, _, lease) = try await lived()
        let settlement = try await settlement(folder, of: lease)
        try await folder.records.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER broken BEFORE INSERT ON \(table)
                        BEGIN SELECT RAISE(ABORT, 'broken'); END
                    """)
        }
        await #expect(throws: StorageError.self) { try await end(folder, settlement) }
        #expect(try place.count(counts) == 0)
        try await folder.records.write { try $0.execute(sql: "DROP TRIGGER broken") }
        try await end(folder, settlement)
        #expect(try place.count(counts) == 1_111)
        let entries = try await folder.journal.entries().count
        #expect(try await folder.journal.verify() == .intact(count: entries))
    }

    @Test func `nothing personal of a settlement stands in the database in clear`() async throws {
        let (folder, _, lease) = try await lived()
        try await end(folder, try await settlement(folder, of: lease))
        folder.close()
        for file in try FileManager.default.contentsOfDirectory(atPath: place.data)
        where file.hasPrefix("frontdesk.sqlite") {
            let bytes = try Data(contentsOf: URL(filePath: place.data + "/" + file))
            for value in [Fixture.name, Fixture.number, Fixture.phone, "3815"] {
                #expect(bytes.range(of: Data(value.utf8)) == nil, "\(file)")
            }
        }
    }
}
