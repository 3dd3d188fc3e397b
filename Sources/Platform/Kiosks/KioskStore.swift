import Crypto
import FoundationEssentials
public import Registry

/// A kiosk that may send and ask.
public struct RegisteredKiosk: Equatable, Sendable {
    /// Its village.
    public let village: Identifier<Village>
    /// The kiosk.
    public let id: Identifier<KioskStation>
}

/// The kiosks the platform knows, each by the SHA-256 of its bearer key; the key itself is
/// nowhere but in the kiosk's key file.
public struct KioskStore: Sendable {
    private let database: Database

    /// Kiosks kept in `database`.
    public init(database: Database) { self.database = database }

    /// Enters a kiosk, or gives one that is there a new key; the old one ends.
    ///
    /// - Returns: the key, 64 hexadecimal digits.
    /// - Throws: ``PlatformError/unknownVillage``.
    public func add(
        _ village: Identifier<Village>, _ id: Identifier<KioskStation>, name: String
    ) async throws -> String {
        var random = SystemRandomNumberGenerator()
        let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }.hex
        let hash = Self.hash(key)
        try await database.transaction(.village(village)) { session in
            let known = try session.rows(
                "SELECT 1 FROM village WHERE village = $1 FOR UPDATE",
                [
                    SQLValue(village)
                ])
            guard !known.isEmpty else { throw PlatformError.unknownVillage }
            try session.execute(
                """
                INSERT INTO kiosk (village, id, name, key_hash) VALUES ($1, $2, $3, $4)
                ON CONFLICT (village, id) DO UPDATE SET name = $3, key_hash = $4
                """, [SQLValue(village), SQLValue(id), .text(name), .bytes(hash)])
        }
        return key
    }

    /// Whose key it is; `nil` for nobody's.
    public func kiosk(forKey key: String) async throws -> RegisteredKiosk? {
        let hash = Self.hash(key)
        return try await database.transaction(.county) { session in
            let rows = try session.rows(
                "SELECT village, id, key_hash FROM kiosk WHERE key_hash = $1", [.bytes(hash)])
            // What the index compared byte by byte is a hash; this looks at all of it every time.
            guard let row = rows.first,
                SHA256.hash(data: Data(key.utf8)) == Data(try row.bytes("key_hash"))
            else { return nil }
            return RegisteredKiosk(
                village: Identifier(try row.text("village")), id: Identifier(try row.text("id")))
        }
    }

    private static func hash(_ key: String) -> [UInt8] { Array(SHA256.hash(data: Data(key.utf8))) }
}
