import GRDB
import Registry
import Sealing

/// What this kiosk keeps of one stay of a person.
public struct PersonRecord: Equatable, Sendable {
    /// The tenancy.
    public let record: TenancyRecord
    /// Its lease; `nil` where it is kept elsewhere.
    public let lease: LeaseRecord?
    /// The settlement's number, once settled.
    public let settlement: String?
    /// Whether the document's photo is kept.
    public let hasPhoto: Bool
}

/// What is counted on the page about people's data.
public struct ConsentCounts: Equatable, Sendable, Codable {
    /// Leases whose tenant agreed to be compared by the camera.
    public var face = 0
    /// Leases whose tenant chose the clerk.
    public var inPerson = 0
    /// Leases whose tenant withdrew.
    public var withdrawn = 0

    /// None yet.
    public init() {}
}

extension TenancyStore {
    /// Every stay of the holder of the document with this number, the newest first. It opens
    /// each: the look is to be recorded.
    public func person(number: String) async throws -> [PersonRecord] {
        try await records.read { [sealer = records.sealer] db in
            let sql =
                TenancyRecord.sql + """
                     WHERE tenancy.numberHash = ?
                    ORDER BY tenancy.madeBy IS NOT NULL, tenancy.recordedAt DESC, tenancy.id DESC
                    """
            let hash = try sealer.hash(.number(number))
            return try Row.fetchAll(db, sql: sql, arguments: [hash.data]).map {
                try Self.personRecord(try TenancyRecord($0, sealer), sealer, db)
            }
        }
    }

    private static func personRecord(
        _ record: TenancyRecord, _ sealer: Sealer, _ db: Database
    ) throws -> PersonRecord {
        let id = [record.tenancy.id.rawValue] as StatementArguments
        let lease = try Row.fetchOne(
            db, sql: "SELECT * FROM lease WHERE tenancy = ?", arguments: id)
        return PersonRecord(
            record: record, lease: try lease.map { try LeaseRecord($0, sealer) },
            settlement: try String.fetchOne(
                db, sql: "SELECT number FROM settlement WHERE tenancy = ?", arguments: id),
            hasPhoto: try Row.fetchOne(
                db, sql: "SELECT 1 FROM photo WHERE tenancy = ?", arguments: id) != nil)
    }

    /// How many leases rest on which consent. It opens the consents, nothing else.
    public func consentCounts() async throws -> ConsentCounts {
        try await records.read { [sealer = records.sealer] db in
            var counts = ConsentCounts()
            let rows = try Row.fetchCursor(db, sql: "SELECT number, consent FROM lease")
            while let row = try rows.next() {
                let place = LeaseRecord.place(try row.text("number"), "consent")
                let consent = try sealer.open(
                    json: Consent.self, try row.bytes("consent"), bound: place)
                switch consent.way {
                case .face: counts.face += 1
                case .inPerson: counts.inPerson += 1
                }
                if consent.withdrawnAt != nil { counts.withdrawn += 1 }
            }
            return counts
        }
    }
}
