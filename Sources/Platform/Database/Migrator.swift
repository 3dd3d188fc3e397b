import Crypto
import Foundation
import Registry

/// Brings the tables to this version: numbered SQL files, each carried out once, in order.
public struct Migrator: Sendable {
    private struct Migration: Sendable {
        let number: Int
        let name: String
        let sql: String
        var sha256: String { SHA256.hash(data: Data(sql.utf8)).hex }
    }
    private let database: Database

    /// `database` is reached as the tables' owner; ``check(_:)`` may be called as anybody.
    public init(_ database: Database) { self.database = database }

    /// Carries out what is missing, each file in a transaction of its own; returns their names.
    @discardableResult
    public func migrate() async throws -> [String] {
        try await database.transaction(.none) { session in
            try session.script(
                """
                CREATE TABLE IF NOT EXISTS schema_migration (
                    number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now());
                GRANT SELECT ON schema_migration TO platform_app;
                """)
        }
        var carriedOut: [String] = []
        for migration in try Self.all() {
            let isNew = try await database.transaction(.none) { try Self.apply(migration, $0) }
            if isNew { carriedOut.append(migration.name) }
        }
        return carriedOut
    }

    /// Throws ``PlatformError/otherSchema`` unless exactly this version's files were carried out.
    public static func check(_ database: Database) async throws {
        let wanted = try all().map { "\($0.number) \($0.sha256)" }
        let found: [String]
        do {
            found = try await database.transaction(.none) { session in
                try session.rows("SELECT number, sha256 FROM schema_migration ORDER BY number")
                    .map { "\(try $0.number("number")) \(try $0.text("sha256"))" }
            }
        } catch PlatformError.database(sqlState: "42P01") {  // No such table.
            throw PlatformError.otherSchema
        }
        guard found == wanted else { throw PlatformError.otherSchema }
    }

    private static func apply(_ migration: Migration, _ session: Session) throws -> Bool {
        // Two that migrate at once do it one after the other.
        try session.execute("SELECT pg_advisory_xact_lock(7214301)")
        let known = try session.rows(
            "SELECT sha256 FROM schema_migration WHERE number = $1", [.integer(migration.number)])
        if let row = known.first {
            guard try row.text("sha256") == migration.sha256 else {
                throw PlatformError.migrationAltered(migration.name)
            }
            return false
        }
        try session.script(migration.sql)
        try session.execute(
            "INSERT INTO schema_migration (number, name, sha256) VALUES ($1, $2, $3)",
            [.integer(migration.number), .text(migration.name), .text(migration.sha256)])
        return true
    }

    /// `0001-village.sql` and its like, by number.
    private static func all() throws -> [Migration] {
        let resources = Bundle.module.resourceURL ?? Bundle.module.bundleURL
        let folder = resources.appending(path: "Migrations").resolvingSymlinksInPath()
        return try FileManager.default
            .contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "sql" }
            .compactMap { file in
                let name = file.lastPathComponent
                return try Int(name.prefix(4)).map {
                    Migration(
                        number: $0, name: name, sql: try String(contentsOf: file, encoding: .utf8))
                }
            }
            .sorted { $0.number < $1.number }
    }
}
