import Foundation
import GRDB
import Registry
import Sealing
import Testing

@testable import Storage

@Suite struct DataFolderTests {
    private let place = TemporaryFolder()

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test func `a new folder is closed to others and syncs every commit`() async throws {
        let folder = try place.open()
        #expect(try mode(place.data) == 0o700)
        #expect(try mode(place.data + "/archive") == 0o700)
        #expect(try mode(place.data + "/sealing.key") == 0o600)
        let settings = try await folder.records.read { db in
            [
                try String.fetchOne(db, sql: "PRAGMA journal_mode"),
                try String.fetchOne(db, sql: "PRAGMA synchronous"),
                try String.fetchOne(db, sql: "PRAGMA foreign_keys"),
            ]
        }
        #expect(settings == ["wal", "2", "1"])
    }

    @Test func `a second program is kept out until the first lets go`() async throws {
        let folder = try place.open()
        #expect(throws: StorageError.folderInUse) { try place.open() }
        folder.close()
        try place.open().close()
    }

    @Test func `a dropped folder lets the next one in`() throws {
        func openAndForget() throws { _ = try place.open() }
        try openAndForget()
        try openAndForget()
    }

    @Test func `a trial folder refuses real tenants and the other way round`() throws {
        try place.open(.trial).close()
        #expect(throws: StorageError.otherPurpose(.trial)) { try place.open(.real) }
        try place.open(.trial).close()
        let other = TemporaryFolder()
        try other.open(.real).close()
        #expect(throws: StorageError.otherPurpose(.real)) { try other.open(.trial) }
    }

    @Test func `a folder of an older or a newer version is refused`() throws {
        try place.open().close()
        try place.tamper("PRAGMA user_version = \(Schema.version + 1)")
        #expect(throws: StorageError.newerFolder) { try place.open() }
        try place.tamper("PRAGMA user_version = 0")
        #expect(throws: StorageError.olderFolder) { try place.open() }
        try place.tamper("PRAGMA user_version = \(Schema.version)")
        try place.open().close()
    }

    @Test func `a lost key is never replaced by a new one`() throws {
        try place.open().close()
        let key = place.data + "/sealing.key"
        try FileManager.default.moveItem(atPath: key, toPath: place.path + "/kept")
        #expect(throws: SealingError.keyFileMissing) { try place.open() }
        #expect(!FileManager.default.fileExists(atPath: key))
        try MasterKeySource(folder: place.data).create()
        #expect(throws: SealingError.otherMaster) { try place.open() }
        try FileManager.default.removeItem(atPath: key)
        try FileManager.default.moveItem(atPath: place.path + "/kept", toPath: key)
        try place.open().close()
    }

    @Test func `a lost key ring is never replaced by a new one`() throws {
        try place.open().close()
        let ring = place.data + "/keyring"
        try FileManager.default.moveItem(atPath: ring, toPath: place.path + "/kept")
        #expect(throws: SealingError.keyRingDamaged) { try place.open() }
        #expect(!FileManager.default.fileExists(atPath: ring))
        try FileManager.default.moveItem(atPath: place.path + "/kept", toPath: ring)
        try place.open().close()
    }

    @Test func `a purpose changed by hand does not pass`() throws {
        try place.open(.trial).close()
        try place.tamper("UPDATE folder SET purpose = 'real'")
        #expect(throws: StorageError.otherKey) { try place.open(.real) }
    }

    @Test func `an interrupted first start is gone on with`() throws {
        // The key was written, the database not yet: no reason to refuse.
        try FileManager.default.createDirectory(
            atPath: place.data, withIntermediateDirectories: true)
        try MasterKeySource(folder: place.data).create()
        try place.open().close()
        #expect(try mode(place.data) == 0o700, "and a folder open to others is closed")
    }

    @Test func `a file in the folder's place and a foreign database are refused`() throws {
        try Data().write(to: URL(filePath: place.data))
        #expect(throws: StorageError.folderUnusable(ENOTDIR)) { try place.open() }
        let other = TemporaryFolder()
        try other.open().close()
        try Data("not a database, but long enough to be taken for one by its name".utf8)
            .write(to: URL(filePath: other.data + "/frontdesk.sqlite"))
        #expect(throws: StorageError.damaged) { try other.open() }
    }

    @Test func `a full disk refuses a save and keeps what was there`() async throws {
        let folder = try place.open()
        try await folder.checkIns.save("before", id: Identifier("c-1"), at: now)
        try await folder.records.write { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        let large = String(repeating: "样", count: 100_000)
        await #expect(throws: StorageError.diskFull) {
            try await folder.checkIns.save(large, id: Identifier("c-1"), at: now)
        }
        #expect(try await folder.checkIns.load(String.self)?.state == "before")
        #expect(StorageError.diskFull.fault.clerk.contains("没有写入"))
        try folder.checkSpace()
    }

    @Test func `after closing every call is refused and none crashes`() async throws {
        let folder = try place.open()
        folder.close()
        await #expect(throws: StorageError.self) { try await folder.village.offers() }
    }

    @Test func `every fault has a code of its own`() {
        let all: [StorageError] = [
            .folderInUse, .otherPurpose(.trial), .olderFolder, .newerFolder, .folderUnusable(1),
            .otherKey, .diskFull, .damaged, .database(1), .documentMissing, .documentDamaged,
            .documentTooLarge, .notArchived, .differentRepeat, .unknownRecord, .movedOn,
            .remedyNotOffered, .reasonMissing, .signInRefused, .staffExists, .cardTaken,
            .backupDamaged, .folderNotEmpty,
        ]
        #expect(Set(all.map(\.fault.code)).count == all.count)
        #expect(all.allSatisfy { $0.fault.code.hasPrefix("ST-") && $0.fault.tenant.count <= 20 })
    }
}
