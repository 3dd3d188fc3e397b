import Crypto
import FoundationEssentials
import GRDB
public import Registry
import Sealing

/// A document as it was filed.
public struct ArchivedDocument: Hashable, Sendable, Codable {
    /// SHA-256 of the plain document, hexadecimal; also the file's name.
    public let sha256: String
    /// Bytes of the plain document.
    public let size: Int

    /// Describes a filed document.
    public init(sha256: String, size: Int) { (self.sha256, self.size) = (sha256, size) }
}

/// A filed document with the record that names it.
public struct ArchiveEntry: Equatable, Sendable {
    /// The document.
    public let document: ArchivedDocument
    /// The number of its lease.
    public let number: String
    /// When it was filed.
    public let archivedAt: Timestamp
}

/// A filed document that is not as it was filed.
public struct ArchiveFlaw: Equatable, Sendable {
    /// What is wrong: ``StorageError/documentMissing`` or ``StorageError/documentDamaged``.
    public let error: StorageError
    /// The lease's number.
    public let number: String
    /// The file's name.
    public let sha256: String
}

/// The filed documents: one sealed file each, named by the plain document's SHA-256.
///
/// A file is there whole or not at all: written beside its place, synced, renamed, the folder
/// synced. Its seal is bound to its name, so two files cannot be exchanged.
public struct Archive: Sendable {
    /// Bytes a document may have.
    public static let sizeMax = 20 * 1_024 * 1_024

    let files: ArchiveFiles
    let records: Records
    private let queue = BlockingQueue(label: "archive")

    init(folder: String, records: Records) {
        files = ArchiveFiles(folder: folder)
        self.records = records
    }

    /// Files `document` durably. Done before the record that names it is written.
    public func store(_ document: [UInt8]) async throws -> ArchivedDocument {
        guard document.count <= Self.sizeMax else { throw StorageError.documentTooLarge }
        return try await queue.run { [files, records, sealer = records.sealer] in
            try records.connection()  // Nothing is filed in a folder that is closed.
            let sha256 = Array(SHA256.hash(data: document)).hex
            try files.write(
                try sealer.seal(document, bound: .file(sha256: sha256)), name: sha256)
            return ArchivedDocument(sha256: sha256, size: document.count)
        }
    }

    /// The plain document with this SHA-256, byte for byte as filed.
    public func document(_ sha256: String) async throws -> [UInt8] {
        try await queue.run { [files, sealer = records.sealer] in
            try Self.opened(sha256, files, sealer)
        }
    }

    /// The document of the lease with this number.
    public func entry(number: String) async throws -> ArchiveEntry {
        let sql = "SELECT * FROM archive_document WHERE number = ?"
        return try await records.read { db in
            guard let row = try Row.fetchOne(db, sql: sql, arguments: [number]) else {
                throw StorageError.documentMissing
            }
            return try ArchiveEntry(row)
        }
    }

    /// Every filed document, the newest first.
    public func list() async throws -> [ArchiveEntry] {
        try await records.read { db in
            let sql = "SELECT * FROM archive_document ORDER BY archivedAt DESC, number DESC"
            return try Row.fetchAll(db, sql: sql).map(ArchiveEntry.init)
        }
    }

    /// Opens every document that a record names and reports those that are not as filed.
    public func verify() async throws -> [ArchiveFlaw] {
        var flaws: [ArchiveFlaw] = []
        for entry in try await list() {
            do {
                let size = try await document(entry.document.sha256).count
                guard size == entry.document.size else { throw StorageError.documentDamaged }
            } catch let error as StorageError {
                flaws.append(
                    ArchiveFlaw(error: error, number: entry.number, sha256: entry.document.sha256))
            }
        }
        return flaws
    }

    /// Removes files that no record names: leases that were never signed, half-written files.
    ///
    /// For the start, before anything is filed; `keeping` names documents that a saved check-in
    /// is about to record.
    ///
    /// - Returns: how many files were removed.
    @discardableResult
    public func sweep(keeping: Set<String> = []) async throws -> Int {
        let named = try await records.read { db in
            try String.fetchSet(db, sql: "SELECT sha256 FROM archive_document")
        }
        return try await queue.run { [files] in
            let unnamed = try files.names().filter { !named.contains($0) && !keeping.contains($0) }
            for name in unnamed { try files.remove(name) }
            return unnamed.count
        }
    }

    /// Takes away a document that no record names any more. One that is gone is no error.
    func remove(_ sha256: String) async throws {
        try await queue.run { [files] in try files.remove(sha256) }
    }

    /// The keys that the files were sealed with.
    func keysInUse() async throws -> Set<KeyRing.KeyID> {
        try await queue.run { [files] in
            Set(
                try files.names().compactMap {
                    Sealer.keyID(inHead: try files.head(of: $0, length: Sealer.headLength))
                })
        }
    }

    /// Whether a file of this name is there; its content is not looked at.
    func holds(_ sha256: String) -> Bool { files.exists(sha256) }

    private static func opened(
        _ sha256: String, _ files: ArchiveFiles, _ sealer: Sealer
    ) throws -> [UInt8] {
        let sealed = try files.read(sha256, sizeMax: sizeMax + Sealer.overhead)
        // A wrong seal and a wrong hash ask for the same remedy: the copy in the backup.
        guard let document = try? sealer.open(sealed, bound: .file(sha256: sha256)),
            Array(SHA256.hash(data: document)).hex == sha256
        else { throw StorageError.documentDamaged }
        return document
    }
}

extension ArchiveEntry {
    init(_ row: Row) throws {
        let document = ArchivedDocument(
            sha256: try row.text("sha256"), size: try row.number("size"))
        self.init(
            document: document, number: try row.text("number"),
            archivedAt: try row.time("archivedAt"))
    }
}
