public import Registry

/// What the platform keeps of one tenancy, without anything personal: for the operator, and for
/// whoever checks that a kiosk's record arrived.
public struct TenancyStanding: Equatable, Sendable, Encodable {
    /// The tenancy.
    public let id: Identifier<Tenancy>
    /// Its room.
    public let room: Identifier<Room>
    /// The kiosk that recorded it.
    public let kiosk: Identifier<KioskStation>
    /// When the kiosk recorded it, by the kiosk's clock.
    public let recordedAt: Timestamp
    /// When the record arrived, by the database's clock; `nil` for one that no kiosk sent.
    public let arrivedAt: Timestamp?
    /// When it ended; `nil` while it lasts.
    public let endedAt: Timestamp?
    /// When the record of its end arrived, by the database's clock.
    public let endArrivedAt: Timestamp?
    /// Whether the archived lease is here, too.
    public let hasDocument: Bool

    /// Looks it up. Throws ``PlatformError/unknownTenancy``.
    public static func of(
        _ id: Identifier<Tenancy>, in village: Identifier<Village>, _ database: Database
    ) async throws -> TenancyStanding {
        try await database.transaction(.village(village)) { session in
            let sql = """
                SELECT tenancy.*,
                    (SELECT min(arrived_at) FROM event WHERE event.village = tenancy.village
                        AND event.subject = tenancy.id AND event.kind = 'registration'
                    ) AS arrived_at,
                    (SELECT min(arrived_at) FROM event WHERE event.village = tenancy.village
                        AND event.subject = tenancy.id AND event.kind = 'checkOut'
                    ) AS end_arrived_at,
                    EXISTS (SELECT FROM blob WHERE blob.village = tenancy.village
                        AND blob.sha256 = tenancy.document_sha256) AS has_document
                FROM tenancy WHERE village = $1 AND id = $2
                """
            let key: [SQLValue] = [.text(village.rawValue), .text(id.rawValue)]
            guard let row = try session.rows(sql, key).first else {
                throw PlatformError.unknownTenancy
            }
            return TenancyStanding(
                id: id, room: Identifier(try row.text("room")),
                kiosk: Identifier(try row.text("kiosk")),
                recordedAt: try row.time("recorded_at"),
                arrivedAt: try row.optionalTime("arrived_at"),
                endedAt: try row.optionalTime("ended_at"),
                endArrivedAt: try row.optionalTime("end_arrived_at"),
                hasDocument: try row.text("has_document") == "t")
        }
    }
}
