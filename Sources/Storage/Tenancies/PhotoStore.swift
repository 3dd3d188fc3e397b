import GRDB
public import Registry
import Sealing

/// Photos from documents, kept sealed with their tenancies where kiosk.conf says so. No other
/// face is stored anywhere.
public struct PhotoStore: Sendable {
    let records: Records

    /// How many faces are stored.
    public func count() async throws -> Int {
        try await records.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM photo") ?? 0
        }
    }

    /// The photo kept with `tenancy`, as the document's chip holds it; `nil` where none is.
    public func photo(of tenancy: Identifier<Tenancy>) async throws -> [UInt8]? {
        try await records.read { [sealer = records.sealer] db in
            let sql = "SELECT photo FROM photo WHERE tenancy = ?"
            return try Row.fetchOne(db, sql: sql, arguments: [tenancy.rawValue]).map {
                try sealer.open(try $0.bytes("photo"), bound: Self.place(tenancy))
            }
        }
    }

    static func insert(
        _ photo: [UInt8], of tenancy: Identifier<Tenancy>, at time: Timestamp, _ sealer: Sealer,
        _ db: Database
    ) throws {
        try db.execute(
            sql: "INSERT INTO photo VALUES (?, ?, ?)",
            arguments: [
                tenancy.rawValue, try sealer.seal(photo, bound: place(tenancy)).data,
                time.milliseconds,
            ])
    }

    private static func place(_ tenancy: Identifier<Tenancy>) -> Binding {
        Binding(table: "photo", row: tenancy.rawValue, column: "photo")
    }
}
