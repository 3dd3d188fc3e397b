import Crypto
import Foundation
import Registry
import Sealing
import Testing

@testable import Platform

@Suite struct RetentionTests {
    private func count(_ sql: String, _ fixture: PlatformFixture) async throws -> Int {
        try await fixture.database.transaction(.county) { session in
            try session.rows("SELECT (\(sql)) AS n").first?.number("n") ?? -1
        }
    }

    private func days(_ count: Int) -> Timestamp { now + .seconds(-86_400 * count) }

    /// A tenancy of `guihua` that ended then, with a filed lease; `nil` for one that lasts.
    private func add(
        _ id: String, ended: Timestamp?, to fixture: PlatformFixture
    ) async throws -> String {
        let document = Array("%PDF-1.7 \(id)".utf8)
        let sha256 = SHA256.hash(data: document).hex
        let blobs = BlobStore(
            database: fixture.database, sealer: fixture.sealer, folder: fixture.folder.blobs)
        _ = try await blobs.put(document, sha256: sha256, of: guihua)
        let person = try fixture.sealer.seal(
            [1], bound: Binding(table: "tenancy", row: "guihua/\(id)", column: "person"))
        try await fixture.database.transaction(.village(guihua)) { session in
            try session.execute(
                """
                INSERT INTO tenancy (village, id, room, kiosk, lease, from_day, until_day,
                    recorded_at, ended_at, person, masked_name, number_hash, document_sha256,
                    position)
                VALUES ('guihua', $1, 'single', 'east', 'ZL-1', '2020-01-01', '2020-06-30', $2,
                    $3, $4, '样*', '\\x00', $5, $6)
                """,
                [
                    .text(id), .timestamp(days(3_000)), SQLValue(ended), .bytes(person),
                    .text(sha256), .integer(try session.nextPosition(of: guihua)),
                ])
        }
        return fixture.folder.blobs + "/" + sha256
    }

    @Test func `what is over for long enough goes, with its document; all else stays`()
        async throws
    {
        let fixture = try await PlatformFixture()
        let old = try await add("t-old", ended: days(1_826), to: fixture)
        _ = try await add("t-late", ended: days(1_824), to: fixture)
        _ = try await add("t-there", ended: nil, to: fixture)
        // The document's file was written when it arrived, years ago.
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -200_000)], ofItemAtPath: old)
        let store = RetentionStore(
            database: fixture.database, sealer: fixture.sealer, blobs: fixture.folder.blobs)
        let report = try await store.run(RetentionTerms(), at: now)
        #expect(report.deleted == ["tenancy": 1, "document": 1])
        #expect(try await count("SELECT count(*) FROM tenancy WHERE id LIKE 't-%'", fixture) == 2)
        #expect(try await count("SELECT count(*) FROM blob", fixture) == 2)
        #expect(!FileManager.default.fileExists(atPath: old))
        #expect(try await store.run(RetentionTerms(), at: now).isEmpty, "once")
    }

    @Test func `events lose what they say after their time, and keep their place in the chain`()
        async throws
    {
        let fixture = try await PlatformFixture()
        let body = try fixture.sealer.seal(
            [1], bound: Binding(table: "event", row: "guihua/east/1", column: "body"))
        try await fixture.database.transaction(.village(guihua)) { session in
            for (sequence, arrived) in [(1, days(201)), (2, days(199))] {
                try session.execute(
                    """
                    INSERT INTO event VALUES ('guihua', 'east', $1, 'look', 's', $2, '\\x00',
                        '\\x00', '\\x01', $3, 'ok', $2)
                    """, [.integer(sequence), .timestamp(arrived), .bytes(body)])
            }
        }
        let store = RetentionStore(
            database: fixture.database, sealer: fixture.sealer, blobs: fixture.folder.blobs)
        #expect(try await store.run(RetentionTerms(), at: now).deleted == ["event": 1])
        #expect(try await count("SELECT count(*) FROM event", fixture) == 2)
        #expect(
            try await count("SELECT sequence FROM event WHERE body IS NOT NULL", fixture) == 2)
    }

    @Test func `a key goes with the last that was sealed with it, and only then`() async throws {
        let fixture = try await PlatformFixture()
        let path = try await add("t-old", ended: days(1_826), to: fixture)
        let ring = fixture.sealer.ring
        let first = try #require(ring.history.last { $0.kind == .tenancy }).id
        try ring.rotate(on: now.day)
        _ = try await add("t-there", ended: nil, to: fixture)
        let store = RetentionStore(
            database: fixture.database, sealer: fixture.sealer, blobs: fixture.folder.blobs)
        var terms = RetentionTerms()
        terms.leaseDays = 2_000
        #expect(!(try await store.run(terms, at: now).keysDestroyed.contains(first)))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -200_000)], ofItemAtPath: path)
        // A server that runs beside may seal with it until its next day.
        for hours in [0, 24] {
            let report = try await store.run(RetentionTerms(), at: now + .seconds(hours * 3_600))
            #expect(!report.keysDestroyed.contains(first), "\(hours) h")
        }
        let later = now + .seconds(48 * 3_600)
        #expect(try await store.run(RetentionTerms(), at: later).keysDestroyed.contains(first))
    }
}
