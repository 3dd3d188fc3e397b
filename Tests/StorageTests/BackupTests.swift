import Foundation
import Registry
import Sealing
import Testing

@testable import Storage

@Suite struct BackupTests {
    private let place = TemporaryFolder()
    private var file: String { place.path + "/backup" }
    private var keys: String { place.path + "/backup.keys" }
    private var restored: String { place.path + "/restored" }

    private func backUp() async throws -> SignedLease {
        let folder = try await place.openVillage()
        defer { folder.close() }
        let offer = try await Fixture.room(folder)
        let lease = try await Fixture.lease(folder, offer)
        try await Fixture.register(folder, lease)
        #expect(try await folder.backUp(to: file, keys: keys) == 2)
        return lease
    }

    private func layMasterKey() throws {
        try FileManager.default.createDirectory(
            atPath: restored, withIntermediateDirectories: false)
        try FileManager.default.copyItem(
            atPath: place.data + "/sealing.key", toPath: restored + "/sealing.key")
    }

    @Test func `a backup brings back tenancies, documents and the journal`() async throws {
        let lease = try await backUp()
        try layMasterKey()
        try DataFolder.restore(file, keys: keys, to: restored, at: now)
        let folder = try DataFolder(path: restored, purpose: .trial, at: now)
        #expect(try await folder.tenancies.lease(lease.draft.number).signed == lease)
        #expect(try await folder.archive.verify().isEmpty)
        #expect(try await folder.journal.verify() == .intact(count: 1))
    }

    @Test func `nothing personal stands in a backup in clear`() async throws {
        _ = try await backUp()
        for path in [file, keys] {
            let bytes = try Data(contentsOf: URL(filePath: path))
            for secret in [Fixture.name, Fixture.number, Fixture.phone, Fixture.address, "ZL2026"] {
                #expect(bytes.range(of: Data(secret.utf8)) == nil)
            }
        }
    }

    @Test func `a cut, altered or foreign backup leaves no folder behind`() async throws {
        _ = try await backUp()
        try layMasterKey()
        let whole = try Data(contentsOf: URL(filePath: file))
        var altered = whole
        altered[whole.count / 2] ^= 1
        let tail = whole.prefix(whole.count - 10)
        for damaged in [altered, tail, whole.prefix(26), Data(), Data(repeating: 0xFF, count: 99)] {
            try Data(damaged).write(to: URL(filePath: file))
            #expect(throws: StorageError.backupDamaged) {
                try DataFolder.restore(file, keys: keys, to: restored, at: now)
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: restored)
            #expect(left == ["sealing.key"])
        }
    }

    @Test func `a folder in use is never laid over, and no other master key opens a backup`()
        async throws
    {
        _ = try await backUp()
        #expect(throws: StorageError.folderNotEmpty) {
            try DataFolder.restore(file, keys: keys, to: place.data, at: now)
        }
        try FileManager.default.createDirectory(
            atPath: restored, withIntermediateDirectories: false)
        try MasterKeySource(folder: restored).create()
        #expect(throws: SealingError.otherMaster) {
            try DataFolder.restore(file, keys: keys, to: restored, at: now)
        }
    }
}
