import Foundation
public import Registry
public import Sealing

/// What landlords ask of a kiosk from elsewhere; the kiosk answers.
public struct RequestStore: Sendable {
    /// How far a request has come.
    public enum State: Equatable, Sendable {
        case open, accepted
        /// With the kiosk's fault code.
        case refused(code: String)
        /// Nobody may act on it any more.
        case expired

        /// One word.
        public var name: String {
            switch self {
            case .open: "open"
            case .accepted: "accepted"
            case .refused: "refused"
            case .expired: "expired"
            }
        }

        /// Why it was not done; `nil` while it may be, and when it was.
        public var code: String? {
            switch self {
            case .open, .accepted: nil
            case .refused(let code): code
            case .expired: RequestError.expired.fault.code
            }
        }
    }

    private let database: Database
    private let sealer: Sealer

    /// Requests kept in `database`, sealed by `sealer`.
    public init(database: Database, sealer: Sealer) {
        (self.database, self.sealer) = (database, sealer)
    }

    /// Puts a request before a kiosk.
    ///
    /// - Throws: ``VillageError/wrongDays``, ``VillageError/unknownKiosk``,
    ///   `AdmissionError.unknownRoom`.
    public func put(
        _ request: TenancyRequest, to kiosk: Identifier<KioskStation>,
        in village: Identifier<Village>
    ) async throws {
        guard request.from <= request.until else { throw VillageError.wrongDays }
        let id = request.id.rawValue
        let body = try sealer.seal(json: request, bound: Self.place(village, id))
        try await database.transaction(.village(village)) { session in
            func exists(_ table: String, _ id: String) throws -> Bool {
                try !session.rows(
                    "SELECT id FROM \(table) WHERE village = $1 AND id = $2",
                    [SQLValue(village), .text(id)]
                ).isEmpty
            }
            guard try exists("kiosk", kiosk.rawValue) else { throw VillageError.unknownKiosk }
            guard try exists("room", request.room.rawValue) else {
                throw AdmissionError.unknownRoom
            }
            try session.insert(
                into: "request", ["village", "id", "kiosk", "body", "expires_at", "position"],
                [
                    [
                        SQLValue(village), .text(id), SQLValue(kiosk), .bytes(body),
                        .timestamp(request.expiresAt),
                        .integer(try session.nextPosition(of: village)),
                    ]
                ])
        }
    }

    /// How far a request has come by `now`. Throws ``VillageError/unknownRequest``.
    public func state(
        of request: Identifier<TenancyRequest>, in village: Identifier<Village>,
        at now: Timestamp
    ) async throws -> State {
        try await database.transaction(.village(village)) { session in
            let rows = try session.rows(
                "SELECT expires_at, answered_at, fault FROM request WHERE village = $1 AND id = $2",
                [SQLValue(village), SQLValue(request)])
            guard let row = rows.first else { throw VillageError.unknownRequest }
            guard try row.optionalTime("answered_at") != nil else {
                return try row.time("expires_at") > now ? .open : .expired
            }
            guard let json = try row.optionalText("fault") else { return .accepted }
            let fault = try JSONDecoder().decode(Fault.self, from: Data(json.utf8))
            return fault == RequestError.expired.fault ? .expired : .refused(code: fault.code)
        }
    }

    /// Where a request's body is sealed for.
    static func place(_ village: Identifier<Village>, _ id: String) -> Binding {
        Binding(table: "request", row: "\(village)/\(id)", column: "body")
    }
}

extension TenancyRequest {
    /// A registration as somebody asks for it who has not seen the tenant's card: the number says
    /// its family, birth date and sex; what only the card says stays empty.
    ///
    /// - Throws: ``VillageError/wrongNumber``.
    public static func checkIn(
        id: Identifier<TenancyRequest>, room: Identifier<Room>, name: String, number: String,
        phone: String, from: CalendarDate, until: CalendarDate, expiresAt: Timestamp
    ) throws(VillageError) -> TenancyRequest {
        let identity: IdentityNumber
        do { identity = try IdentityNumber(number) } catch { throw .wrongNumber }
        let tenant = IdentityDocument(
            kind: identity.kind, name: name, number: identity.text, sex: identity.sex,
            ethnicGroup: nil, birthDate: identity.birthDate, address: "", issuer: "",
            validFrom: identity.birthDate, validUntil: nil, chipSerial: nil)
        return TenancyRequest(
            id: id, room: room, tenant: tenant, phone: phone, from: from, until: until,
            expiresAt: expiresAt)
    }
}
