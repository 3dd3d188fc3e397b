import GRDB
public import Registry
import Sealing

/// What this kiosk is asked to do by people who cannot reach it: phones, through the platform.
public struct RequestStore: Sendable {
    let records: Records

    /// Requests that nobody has answered yet, the oldest first.
    public func open() async throws -> [TenancyRequest] {
        try await records.read { [sealer = records.sealer] db in
            let sql = "SELECT * FROM request WHERE answeredAt IS NULL ORDER BY id"
            return try Row.fetchAll(db, sql: sql).map { row in
                let place = TenancyRequest.place(try row.text("id"))
                return try sealer.open(
                    json: TenancyRequest.self, try row.bytes("body"), bound: place)
            }
        }
    }

    /// Records the tenancy a request asks for, by the same rules as at the desk, or refuses it;
    /// either way the answer stands in the journal. All in one transaction.
    ///
    /// `number` is the registration's number, should it be recorded.
    /// - Returns: what became of it. A request that is answered already is answered the same.
    @discardableResult
    public func act(
        on request: TenancyRequest, number: String, at time: Timestamp
    ) async throws -> RequestAnswer {
        try await records.write { [sealer = records.sealer] db in
            let known = "SELECT 1 FROM tenancy WHERE id = ?"
            var fault: Fault?
            if try Row.fetchOne(db, sql: known, arguments: [request.id.rawValue]) == nil {
                do {
                    try request.register(number: number, at: time, sealer, db)
                } catch let error as AdmissionError {
                    fault = error.fault
                } catch let error as RequestError {
                    fault = error.fault
                }
            }
            let answer = RequestAnswer(request: request.id, fault: fault)
            try db.execute(
                sql: "UPDATE request SET answeredAt = ? WHERE id = ? AND answeredAt IS NULL",
                arguments: [time.milliseconds, request.id.rawValue])
            guard db.changesCount > 0 else { return answer }
            try Journal.append(
                .request, subject: request.id.rawValue, body: answer, at: time, sealer, db)
            return answer
        }
    }
}

extension TenancyRequest {
    static func place(_ id: String) -> Binding {
        Binding(table: "request", row: id, column: "body")
    }

    func put(_ sealer: Sealer, _ db: Database) throws {
        let sealed = try sealer.seal(json: self, bound: Self.place(id.rawValue))
        try db.execute(
            sql: "INSERT OR IGNORE INTO request VALUES (?, ?, NULL)",
            arguments: [id.rawValue, sealed.data])
    }

    fileprivate func register(
        number: String, at time: Timestamp, _ sealer: Sealer, _ db: Database
    ) throws {
        guard time < expiresAt else { throw RequestError.expired }
        try RoomOffer.fetch(room, db).checkAdmission(of: 1)
        guard try !TenancyStore.isHoused(tenant.number, sealer, db) else {
            throw AdmissionError.alreadyHoused
        }
        let tenancy = Tenancy(
            id: tenancy, room: room, lease: number, from: from, until: until, recordedAt: time)
        try TenancyStore.insert(tenancy, tenant: tenant, phone: phone, sealer, db)
        let report = TenancyReport(
            tenancy: tenancy, tenant: tenant, phone: phone, documentSHA256: nil, endedAt: nil)
        try Journal.append(
            .registration, subject: tenancy.id.rawValue,
            body: RegistrationBody(report: report, document: nil), at: time, sealer, db)
    }
}
