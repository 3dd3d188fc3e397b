import Crypto
import Foundation
import GRDB
import Registry
import Sealing
import Testing

@testable import Storage

@Suite struct JournalTests {
    private let place = TemporaryFolder()
    private static let untriggered = """
        DROP TRIGGER journal_is_not_changed; DROP TRIGGER journal_is_not_deleted;
        DROP TRIGGER journal_is_dense;

        """

    /// A closed folder with seven entries.
    private func written() async throws {
        let folder = try place.open()
        for number in 1...7 {
            try await folder.journal.append(
                .look, subject: "t-\(number)", body: ["purpose": "样张 \(number)"],
                at: now + .seconds(number))
        }
        #expect(try await folder.journal.verify() == .intact(count: 7))
        folder.close()
    }

    private func verdict(after sql: String) async throws -> JournalVerdict {
        try await written()
        try place.tamper(Self.untriggered + sql)
        let folder = try place.open()
        defer { folder.close() }
        return try await folder.journal.verify()
    }

    @Test func `entries come back in order, opened`() async throws {
        try await written()
        let folder = try place.open()
        let entries = try await folder.journal.entries(from: 3, limit: 2)
        #expect(entries.map(\.sequence) == [3, 4])
        #expect(entries[0].subject == "t-3")
        #expect(entries[0].body == Array(#"{"purpose":"样张 3"}"#.utf8))
    }

    @Test func `an empty journal is intact`() async throws {
        #expect(try await place.open().journal.verify() == .intact(count: 0))
    }

    @Test(arguments: [
        ("zeroblob(40)", 4), ("zeroblob(0)", 1),
        ("(SELECT body FROM journal WHERE sequence = 2)", 5),
    ])
    func `an altered body is named`(body: String, sequence: Int) async throws {
        let found = try await verdict(
            after: "UPDATE journal SET body = \(body) WHERE sequence = \(sequence)")
        #expect(found == .broken(sequence: sequence, flaw: .alteredBody))
    }

    @Test(arguments: [
        "at = at + 1", "kind = 'decision'", "subject = 't-9'", "bodyHash = zeroblob(32)",
        "previous = zeroblob(32)", "hash = zeroblob(32)",
    ])
    func `an altered field is named`(field: String) async throws {
        let found = try await verdict(after: "UPDATE journal SET \(field) WHERE sequence = 4")
        #expect(found == .broken(sequence: 4, flaw: .alteredEntry))
    }

    @Test(arguments: [1, 2, 4, 7])
    func `a deleted entry is named, wherever it stood`(sequence: Int) async throws {
        let found = try await verdict(after: "DELETE FROM journal WHERE sequence = \(sequence)")
        #expect(found == .broken(sequence: sequence, flaw: .missing))
    }

    @Test(arguments: [1, 2, 4, 6])
    func `a deleted entry is named though the rest moved up`(sequence: Int) async throws {
        let sql = """
            DELETE FROM journal WHERE sequence = \(sequence);
            UPDATE journal SET sequence = -sequence WHERE sequence > \(sequence);
            UPDATE journal SET sequence = -sequence - 1 WHERE sequence < 0;
            """
        let found = try await verdict(after: sql)
        #expect(found == .broken(sequence: sequence, flaw: .missing))
    }

    @Test(arguments: [(1, 2), (3, 4), (3, 5), (2, 7), (6, 7)])
    func `exchanged entries are named`(first: Int, second: Int) async throws {
        let sql = """
            UPDATE journal SET sequence = -1 WHERE sequence = \(first);
            UPDATE journal SET sequence = \(first) WHERE sequence = \(second);
            UPDATE journal SET sequence = \(second) WHERE sequence = -1;
            """
        let found = try await verdict(after: sql)
        #expect(found == .broken(sequence: first, flaw: .reordered))
    }

    @Test func `a copy pushed in between is named`() async throws {
        let sql = """
            UPDATE journal SET sequence = -sequence WHERE sequence > 3;
            UPDATE journal SET sequence = 1 - sequence WHERE sequence < 0;
            INSERT INTO journal SELECT 4, at, kind, subject, body, bodyHash, previous, hash
                FROM journal WHERE sequence = 2;
            """
        #expect(try await verdict(after: sql) == .broken(sequence: 4, flaw: .added))
    }

    @Test func `an entry added with all hashes right is named`() async throws {
        try await written()
        let folder = try place.open()
        let last = try #require(try await folder.journal.entries(from: 7).last)
        folder.close()
        let body = [UInt8](repeating: 1, count: 60)
        var forged = JournalRow(
            sequence: 8, at: now, kind: "look", subject: "t-1", body: body,
            bodyHash: Array(SHA256.hash(data: body)), previous: last.hash, hash: [])
        forged.hash = forged.expectedHash(at: 8)
        try place.tamper(
            "INSERT INTO journal VALUES (8, ?, 'look', 't-1', ?, ?, ?, ?)",
            arguments: [
                now.milliseconds, Data(body), Data(forged.bodyHash), Data(forged.previous),
                Data(forged.hash),
            ])
        #expect(
            try await place.open().journal.verify() == .broken(sequence: 8, flaw: .added))
    }

    @Test func `a true entry sealed beside the journal does not become part of it`() async throws {
        // Even with a body this key sealed: the sealed end does not know of it.
        try await written()
        try place.tamper("CREATE TABLE kept AS SELECT * FROM journal_head")
        let folder = try place.open()
        try await folder.journal.append(.look, subject: "t-8", body: ["a": "b"], at: now)
        folder.close()
        try place.tamper("INSERT OR REPLACE INTO journal_head SELECT * FROM kept")
        #expect(try await place.open().journal.verify() == .broken(sequence: 8, flaw: .added))
    }

    @Test(arguments: ["UPDATE journal_head SET head = zeroblob(69)", "DELETE FROM journal_head"])
    func `an altered end is named, and nothing is written after it`(sql: String) async throws {
        #expect(try await verdict(after: sql) == .broken(sequence: 7, flaw: .headAltered))
        let folder = try place.open()
        await #expect(throws: (any Error).self) {
            try await folder.journal.append(.look, subject: "t", body: ["a": "b"], at: now)
        }
    }

    @Test(arguments: [
        "UPDATE journal SET at = 0 WHERE sequence = 2", "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE sequence = 2",
        "INSERT INTO journal VALUES (20, 1, '', '', x'00', x'00', x'00', x'00')",
    ])
    func `the database itself refuses to change the journal`(sql: String) async throws {
        try await written()
        #expect(throws: DatabaseError.self) { try place.tamper(sql) }
        #expect(try await place.open().journal.verify() == .intact(count: 7))
    }

    @Test func `a clerk's look is recorded without any personal value in clear`() async throws {
        let folder = try place.open()
        try await folder.journal.recordLook(
            by: Identifier("101"), at: "t-1", purpose: "\(Fixture.name) 来查询", from: .desk, time: now
        )
        let entry = try #require(try await folder.journal.entries().first)
        #expect(entry.kind == .look)
        #expect(String(decoding: entry.body, as: UTF8.self).contains("来查询"))
        let leaks = try place.count(
            "SELECT count(*) FROM journal WHERE instr(body, CAST('来查询' AS BLOB)) > 0")
        #expect(leaks == 0)
    }

    @Test func `an audit tells who looked, why and from where, of one person or of all`()
        async throws
    {
        let folder = try place.open()
        for (subject, staff) in [("t-1", "a"), ("t-2", "b")] {
            try await folder.journal.recordLook(
                by: Identifier(staff), at: subject, purpose: "补打", from: .desk, time: now)
        }
        try await folder.journal.append(
            .device, subject: "reader", body: ["state": "gone"], at: now)
        let all = try await folder.journal.audit(since: now)
        #expect(all.map(\.subject) == ["t-2", "t-1"])
        let one = try await folder.journal.audit(of: "t-1", since: now)
        #expect(one.map(\.words) == [["staff": "a", "purpose": "补打", "from": "desk"]])
        #expect(try await folder.journal.audit(since: now + .seconds(1)).isEmpty)
    }
}
