import FoundationEssentials
import GRDB
import Glibc
public import Registry
import Sealing

extension DataFolder {
    /// Copies everything but the keys into the sealed file `path` while the kiosk runs, and the key
    /// ring, wrapped by the master key, into `keys`.
    ///
    /// Keep many backups but one copy of the ring, the newest: keys that were destroyed at the end
    /// of their records are not in it. The master key is in neither.
    /// - Returns: how many files it holds.
    public func backUp(to path: String, keys: String) async throws -> Int {
        let folder = folderPath
        let snapshot = folder + "/backup.sqlite"
        _ = unlink(snapshot)
        defer { _ = unlink(snapshot) }
        try await records.copy(to: snapshot)
        // Documents are filed before the rows that name them, so the copied rows find theirs.
        let documents = try archive.files.names().filter { archive.files.exists($0) }.sorted()
        var writer = try BackupWriter(path, records.sealer)
        do {
            try writer.append(file: snapshot, as: Self.databaseName)
            for name in documents {
                // One may reach the end of its time meanwhile.
                guard archive.files.exists(name) else { continue }
                try writer.append(file: "\(folder)/archive/\(name)", as: "archive/\(name)")
            }
            try writer.finish()
        } catch {
            writer.abandon()
            throw error
        }
        let ring = try FileStream(reading: folder + "/keyring").read(upTo: 4 << 20)
        try FileStream(creating: keys).write(ring)
        return documents.count + 1
    }

    /// Lays a backup out as a new data folder at `path`, which must not exist or hold nothing but
    /// `sealing.key`; without one there the service's credential opens it.
    ///
    /// - Throws: ``StorageError/folderNotEmpty``, ``StorageError/backupDamaged``; `SealingError`
    ///   where master key, ring and backup do not belong together.
    public static func restore(
        _ backup: String, keys: String, to path: String, at time: Timestamp
    ) throws {
        let manager = FileManager.default
        let present = (try? manager.contentsOfDirectory(atPath: path)) ?? []
        guard Set(present).isSubset(of: ["sealing.key"]) else { throw StorageError.folderNotEmpty }
        try manager.createDirectory(
            atPath: path + "/archive", withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        do {
            let ring = try FileStream(reading: keys).read(upTo: 4 << 20)
            try FileStream(creating: path + "/keyring").write(ring)
            let keyRing = try KeyRing(
                folder: path, master: MasterKeySource(folder: path), on: time.day)
            try layOut(backup, Sealer(ring: keyRing), at: path)
        } catch {
            // Half a folder must not pass for a whole one.
            for name in [databaseName, "keyring", "keyring.lock", "archive"] {
                try? manager.removeItem(atPath: path + "/" + name)
            }
            throw error
        }
    }

    private static let databaseName = "frontdesk.sqlite"

    private static func layOut(_ backup: String, _ sealer: Sealer, at path: String) throws {
        var reader = try BackupReader(backup, sealer)
        var file: FileStream?
        while true {
            switch try reader.next() {
            case .file(let name):
                try file?.sync()
                guard name == databaseName || isDocument(name) else {
                    throw StorageError.backupDamaged
                }
                file = try FileStream(creating: path + "/" + name)
            case .data(let bytes):
                guard let file else { throw StorageError.backupDamaged }
                try file.write(bytes)
            case .end:
                try file?.sync()
                return
            }
        }
    }

    /// `archive/` and 64 hexadecimal digits: names from a file become paths only like this.
    private static func isDocument(_ name: String) -> Bool {
        guard name.hasPrefix("archive/") else { return false }
        let digits = name.dropFirst("archive/".count)
        return digits.utf8.count == 64 && [UInt8](hex: String(digits))?.hex == String(digits)
    }
}
