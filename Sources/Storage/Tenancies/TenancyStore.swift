import GRDB
public import Registry
import Sealing

/// A tenancy as the clerk sees it in a list. It holds personal data: a look at it is recorded
/// with ``Journal/recordLook(by:at:purpose:from:time:)``.
public struct TenancyRecord: Equatable, Sendable {
    /// The tenancy.
    public let tenancy: Tenancy
    /// Who lives there.
    public let tenant: IdentityDocument
    /// His phone.
    public let phone: String
    /// The house's short name.
    public let address: String
    /// The number on the room's door.
    public let roomNumber: String
    /// When it ended; `nil` while it lasts.
    public let endedAt: Timestamp?
    /// The archived lease's SHA-256; `nil` for tenancies older than this kiosk.
    public let documentSHA256: String?
    /// The kiosk that owns it; `nil` for this one.
    public let madeBy: Identifier<KioskStation>?
}

/// A recorded lease.
public struct LeaseRecord: Equatable, Sendable {
    /// What was signed.
    public let signed: SignedLease
    /// The form it was printed with.
    public let form: FormVersion
    /// SHA-256 of the form's data, hexadecimal.
    public let dataSHA256: String
    /// SHA-256 of the archived document, hexadecimal.
    public let documentSHA256: String
}

/// Tenancies and their leases.
public struct TenancyStore: Sendable {
    let records: Records
    let archive: Archive

    /// Up to `limit` tenancies, the newest first, ended ones too.
    public func list(limit: Int = 200) async throws -> [TenancyRecord] {
        try await records.read { [sealer = records.sealer] db in
            let order = " ORDER BY tenancy.recordedAt DESC, tenancy.id DESC LIMIT ?"
            let sql = TenancyRecord.sql + order
            return try Row.fetchAll(db, sql: sql, arguments: [limit]).map {
                try TenancyRecord($0, sealer)
            }
        }
    }

    /// One tenancy. Throws ``StorageError/unknownRecord``.
    public func tenancy(_ id: Identifier<Tenancy>) async throws -> TenancyRecord {
        try await records.read { [sealer = records.sealer] db in
            let sql = TenancyRecord.sql + " WHERE tenancy.id = ?"
            guard let row = try Row.fetchOne(db, sql: sql, arguments: [id.rawValue]) else {
                throw StorageError.unknownRecord
            }
            return try TenancyRecord(row, sealer)
        }
    }

    /// The current tenancy of the holder of the document with this number; `nil` when he has
    /// none in the village.
    public func current(number: String) async throws -> TenancyRecord? {
        try await records.read { [sealer = records.sealer] db in
            let sql =
                TenancyRecord.sql + """
                     WHERE tenancy.numberHash = ? AND tenancy.endedAt IS NULL
                    ORDER BY tenancy.madeBy IS NOT NULL, tenancy.recordedAt DESC
                    """
            let hash = try sealer.hash(.number(number))
            return try Row.fetchOne(db, sql: sql, arguments: [hash.data]).map {
                try TenancyRecord($0, sealer)
            }
        }
    }

    /// Tenancies of the people that `query` finds, current ones first, then the newest; at most
    /// `limit`. It opens each: the look is to be recorded.
    public func find(_ query: PersonQuery, limit: Int = 20) async throws -> [TenancyRecord] {
        try await records.read { [sealer = records.sealer] db in
            // Which, before what of them: initials are shared by many, whose sealed columns would
            // all go through the sorting.
            let order = "tenancy.endedAt IS NOT NULL, tenancy.recordedAt DESC"
            let sql =
                TenancyRecord.sql + """
                     WHERE tenancy.id IN (SELECT id FROM tenancy
                        WHERE \(query.column) = ? ORDER BY \(order) LIMIT ?)
                    ORDER BY \(order)
                    """
            let hash = try sealer.hash(query)
            return try Row.fetchAll(db, sql: sql, arguments: [hash.data, limit]).map {
                try TenancyRecord($0, sealer)
            }
        }
    }

    /// Whether the holder of the document with this number lives in the village now.
    public func isHoused(number: String) async throws -> Bool {
        try await records.read { [sealer = records.sealer] db in
            try Self.isHoused(number, sealer, db)
        }
    }

    /// The lease with this number. Throws ``StorageError/unknownRecord``.
    public func lease(_ number: String) async throws -> LeaseRecord {
        try await records.read { [sealer = records.sealer] db in
            let sql = "SELECT * FROM lease WHERE number = ?"
            guard let row = try Row.fetchOne(db, sql: sql, arguments: [number]) else {
                throw StorageError.unknownRecord
            }
            return try LeaseRecord(row, sealer)
        }
    }

    static func isHoused(_ number: String, _ sealer: Sealer, _ db: Database) throws -> Bool {
        let sql = "SELECT 1 FROM tenancy WHERE numberHash = ? AND endedAt IS NULL"
        let hash = try sealer.hash(.number(number))
        return try Row.fetchOne(db, sql: sql, arguments: [hash.data]) != nil
    }

    static func insert(
        _ tenancy: Tenancy, tenant: IdentityDocument, phone: String,
        madeBy kiosk: Identifier<KioskStation>? = nil, _ sealer: Sealer, _ db: Database
    ) throws {
        let id = tenancy.id.rawValue
        let document = try sealer.seal(
            json: tenant, bound: Binding(table: "tenancy", row: id, column: "document"))
        let sealedPhone = try sealer.seal(
            Array(phone.utf8), bound: Binding(table: "tenancy", row: id, column: "phone"))
        let hashes = try sealer.hashes(of: tenant, phone: phone)
        try db.execute(
            sql: "INSERT INTO tenancy VALUES (?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                id, tenancy.room.rawValue, tenancy.lease, tenancy.from.iso8601,
                tenancy.until.iso8601, tenancy.recordedAt.milliseconds, document.data,
                sealedPhone.data, hashes.number.data, hashes.lastFour.data, hashes.phone.data,
                hashes.name.data, hashes.initials.data, kiosk?.rawValue,
            ])
    }
}

extension PersonQuery {
    /// The index column that answers it.
    fileprivate var column: String {
        switch self {
        case .number: "numberHash"
        case .lastFour: "lastFourHash"
        case .phone: "phoneHash"
        case .name: "nameHash"
        case .initials: "initialsHash"
        }
    }
}

extension Tenancy {
    init(_ row: Row) throws {
        self.init(
            id: try row.id("id"), room: try row.id("room"), lease: try row.text("lease"),
            from: try row.day("fromDay"), until: try row.day("untilDay"),
            recordedAt: try row.time("recordedAt"))
    }
}

extension TenancyRecord {
    static let sql = """
        SELECT tenancy.*, house.address, room.number AS roomNumber,
            lease.documentSHA256
        FROM tenancy JOIN room ON room.id = tenancy.room JOIN house ON house.id = room.house
            LEFT JOIN lease ON lease.tenancy = tenancy.id
        """

    init(_ row: Row, _ sealer: Sealer) throws {
        tenancy = try Tenancy(row)
        let id = tenancy.id.rawValue
        tenant = try sealer.open(
            json: IdentityDocument.self, try row.bytes("document"),
            bound: Binding(table: "tenancy", row: id, column: "document"))
        let bytes = try sealer.open(
            try row.bytes("phone"), bound: Binding(table: "tenancy", row: id, column: "phone"))
        phone = String(decoding: bytes, as: UTF8.self)
        address = try row.text("address")
        roomNumber = try row.text("roomNumber")
        endedAt = row["endedAt"] == nil ? nil : try row.time("endedAt")
        documentSHA256 = try row.decode(String?.self, forColumn: "documentSHA256")
        madeBy = row["madeBy"] == nil ? nil : try row.id("madeBy")
    }
}
