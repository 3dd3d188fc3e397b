import Foundation
import GRDB
import Registry
import Testing

@testable import Storage

@Suite struct ArchiveTests {
    private let place = TemporaryFolder()
    private let pdf = Array("%PDF-1.7 样张合同".utf8)

    private func file(_ sha256: String) -> URL {
        URL(filePath: "\(place.data)/archive/\(sha256)")
    }

    /// Two registered leases and the names of their files.
    private func registered(_ folder: DataFolder) async throws -> (String, String) {
        var names: [String] = []
        for (id, number) in [("t-1", Fixture.number), ("t-2", Fixture.otherNumber)] {
            let offer = try await Fixture.room(folder)
            let lease = try await Fixture.lease(folder, offer, tenancy: id, tenant: number)
            try await Fixture.register(folder, lease, effect: "e-" + id)
            names.append(try await folder.archive.entry(number: lease.draft.number).document.sha256)
        }
        return (names[0], names[1])
    }

    @Test func `a document comes back byte for byte, by hash and by number`() async throws {
        let folder = try await place.openVillage()
        let lease = try await Fixture.lease(folder, try await Fixture.room(folder))
        let document = try await Fixture.archived(folder, lease)
        let size = document.archived.size
        #expect(try await folder.archive.document(document.archived.sha256).count == size)
        await #expect(throws: StorageError.documentMissing) {
            try await folder.archive.entry(number: lease.draft.number)
        }
        try await Fixture.register(folder, lease)
        let entry = try await folder.archive.entry(number: lease.draft.number)
        #expect(entry.document == document.archived)
        #expect(try await folder.archive.list() == [entry])
    }

    @Test func `the name is the plain document's hash and the file is closed`() async throws {
        let folder = try place.open()
        let stored = try await folder.archive.store(Array("abc".utf8))
        // FIPS 180-4's example.
        #expect(
            stored.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let url = file(stored.sha256)
        let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
        #expect(attributes[.posixPermissions] as? Int == 0o440)
        #expect(try await folder.archive.document(stored.sha256) == Array("abc".utf8))
    }

    @Test func `storing twice is storing once, and heals a damaged file`() async throws {
        let folder = try place.open()
        let first = try await folder.archive.store(pdf)
        #expect(try await folder.archive.store(pdf) == first)
        try Data([0]).write(to: file(first.sha256))
        await #expect(throws: StorageError.documentDamaged) {
            try await folder.archive.document(first.sha256)
        }
        #expect(try await folder.archive.store(pdf) == first)
        #expect(try await folder.archive.document(first.sha256) == pdf)
    }

    @Test func `flipped, cut, exchanged and deleted files are each reported`() async throws {
        let folder = try await place.openVillage()
        let (one, two) = try await registered(folder)
        #expect(try await folder.archive.verify().isEmpty)
        let (original, other) = (try Data(contentsOf: file(one)), try Data(contentsOf: file(two)))

        for index in [0, 5, 20, original.count - 1] {
            var flipped = original
            flipped[index] ^= 1
            try flipped.write(to: file(one))
            #expect(try await folder.archive.verify().map(\.sha256) == [one], "byte \(index)")
        }
        try original.dropLast().write(to: file(one))
        #expect(try await folder.archive.verify().map(\.error) == [.documentDamaged])

        try other.write(to: file(one))
        try original.write(to: file(two))
        #expect(Set(try await folder.archive.verify().map(\.sha256)) == [one, two])

        try original.write(to: file(one))
        try FileManager.default.removeItem(at: file(two))
        let flaws = try await folder.archive.verify()
        #expect(flaws.map(\.error) == [.documentMissing])
        #expect(flaws.map(\.sha256) == [two])
    }

    @Test func `a sweep removes what no record names, and only that`() async throws {
        let folder = try await place.openVillage()
        let (one, two) = try await registered(folder)
        let unsigned = try await folder.archive.store(pdf).sha256
        let waiting = try await folder.archive.store(Array("waiting".utf8)).sha256
        try Data([1]).write(to: file(one + ".draft"))
        #expect(try await folder.archive.sweep(keeping: [waiting]) == 2)
        let left = try FileManager.default.contentsOfDirectory(atPath: place.data + "/archive")
        #expect(Set(left) == [one, two, waiting])
        await #expect(throws: StorageError.documentMissing) {
            try await folder.archive.document(unsigned)
        }
    }

    @Test(arguments: [
        "", "..", "../sealing.key", "../../etc/passwd", String(repeating: "A", count: 64),
        String(repeating: "é", count: 32), String(repeating: "a", count: 63) + "/",
    ])
    func `no name leads out of the archive`(name: String) async throws {
        let folder = try place.open()
        await #expect(throws: StorageError.documentMissing) {
            try await folder.archive.document(name)
        }
    }

    @Test func `a document past the limit is refused`() async throws {
        let folder = try place.open()
        let large = [UInt8](repeating: 0, count: Archive.sizeMax + 1)
        await #expect(throws: StorageError.documentTooLarge) {
            try await folder.archive.store(large)
        }
    }
}
