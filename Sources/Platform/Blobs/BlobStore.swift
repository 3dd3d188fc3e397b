import Crypto
import Foundation
import Registry
import Sealing

/// Documents that kiosks send up, each under the SHA-256 of its plain bytes: sealed in a file,
/// with a row for each village that has it.
struct BlobStore: Sendable {
    private let database: Database
    private let sealer: Sealer
    private let files: BlobFiles

    init(database: Database, sealer: Sealer, folder: String) {
        (self.database, self.sealer) = (database, sealer)
        files = BlobFiles(folder: folder)
    }

    /// Keeps a document; it survives a power cut from the moment this returns.
    ///
    /// - Returns: false when it was there already.
    /// - Throws: ``PlatformError/otherDocument`` when `sha256` is not that of `bytes`.
    func put(_ bytes: [UInt8], sha256: String, of village: Identifier<Village>) async throws -> Bool
    {
        guard SHA256.hash(data: bytes).hex == sha256 else { throw PlatformError.otherDocument }
        if try await has(sha256, of: village) { return false }
        // The file first: a row is a promise that there is one.
        try await files.write(
            try sealer.seal(bytes, bound: .file(sha256: sha256)), name: sha256)
        return try await database.transaction(.village(village)) { session in
            try session.execute(
                """
                INSERT INTO blob (village, sha256, size) VALUES ($1, $2, $3)
                ON CONFLICT (village, sha256) DO NOTHING
                """, [SQLValue(village), .text(sha256), .integer(bytes.count)]) == 1
        }
    }

    /// Whether `village` has the document, row and file.
    func has(_ sha256: String, of village: Identifier<Village>) async throws -> Bool {
        let rows = try await database.transaction(.village(village)) { session in
            try session.rows(
                "SELECT 1 FROM blob WHERE village = $1 AND sha256 = $2",
                [SQLValue(village), .text(sha256)])
        }
        guard !rows.isEmpty else { return false }
        return await files.exists(sha256)
    }
}
