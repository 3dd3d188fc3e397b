import GRDB
public import Registry
import Sealing

/// What a signed lease became before it is recorded: rendered and filed.
public struct LeaseDocument: Equatable, Sendable, Codable {
    /// The filed document.
    public let archived: ArchivedDocument
    /// When it was filed: before the record that names it.
    public let archivedAt: Timestamp
    /// SHA-256 of the form's data (canonical JSON), hexadecimal; the document's QR code has it.
    public let dataSHA256: String
    /// The form it was rendered with.
    public let form: FormVersion

    /// Describes a filed lease.
    public init(
        archived: ArchivedDocument, archivedAt: Timestamp, dataSHA256: String, form: FormVersion
    ) {
        (self.archived, self.archivedAt) = (archived, archivedAt)
        (self.dataSHA256, self.form) = (dataSHA256, form)
    }
}

extension TenancyStore {
    /// Records a tenancy in one transaction: tenancy, lease, the document's row, what is wanted
    /// at the doors, a journal entry and the effects. All of it is there when this returns,
    /// nothing when it throws.
    ///
    /// Colour, beds and the one tenancy a person may have are checked again inside. A repeat
    /// with the same tenancy id returns what was recorded and writes nothing. `photo` is the
    /// document's as its chip holds it, where it is to be kept.
    ///
    /// - Throws: `AdmissionError`; ``StorageError/notArchived`` and
    ///   ``StorageError/differentRepeat``; other ``StorageError`` when the disk fails.
    @discardableResult
    public func register(
        _ signed: SignedLease, document: LeaseDocument, photo: [UInt8]? = nil,
        effects: [NewEffect], at time: Timestamp
    ) async throws -> Tenancy {
        guard archive.holds(document.archived.sha256) else { throw StorageError.notArchived }
        return try await records.write { [sealer = records.sealer] db in
            if let recorded = try Self.recorded(signed.draft, document, db) { return recorded }
            let draft = signed.draft
            try RoomOffer.fetch(draft.offer.room.id, db).checkAdmission(of: 1)
            guard try !Self.isHoused(draft.tenant.number, sealer, db) else {
                throw AdmissionError.alreadyHoused
            }
            let tenancy = Tenancy(
                id: draft.tenancy, room: draft.offer.room.id, lease: draft.number,
                from: draft.terms.from, until: draft.terms.until, recordedAt: time)
            try Self.insert(
                tenancy, tenant: draft.tenant, phone: draft.terms.phone, sealer, db)
            try db.execute(
                sql: "INSERT INTO archive_document VALUES (?, ?, ?, ?)",
                arguments: [
                    document.archived.sha256, draft.number, document.archived.size,
                    document.archivedAt.milliseconds,
                ])
            try signed.insert(document, sealer, db)
            if let photo { try PhotoStore.insert(photo, of: tenancy.id, at: time, sealer, db) }
            try DoorGrant.insert(for: draft, at: time, sealer, db)
            for effect in effects { try effect.insert(for: tenancy.id, at: time, sealer, db) }
            try Journal.append(
                .registration, subject: tenancy.id.rawValue,
                body: RegistrationBody(report: draft.report(tenancy, document), document: document),
                at: time, sealer, db)
            return tenancy
        }
    }

    /// The tenancy of this draft if it is recorded already.
    private static func recorded(
        _ draft: LeaseDraft, _ document: LeaseDocument, _ db: Database
    ) throws -> Tenancy? {
        let sql = """
            SELECT tenancy.*, lease.documentSHA256 FROM tenancy
            LEFT JOIN lease ON lease.tenancy = tenancy.id WHERE tenancy.id = ?
            """
        guard let row = try Row.fetchOne(db, sql: sql, arguments: [draft.tenancy.rawValue]) else {
            return nil
        }
        let tenancy = try Tenancy(row)
        let sha256 = try row.decode(String?.self, forColumn: "documentSHA256")
        guard tenancy.lease == draft.number, sha256 == document.archived.sha256 else {
            throw StorageError.differentRepeat
        }
        return tenancy
    }
}

/// What the journal keeps of a registration.
public struct RegistrationBody: Codable, Sendable {
    /// What the village's records say of it.
    public let report: TenancyReport
    /// The filed lease; `nil` where the landlord keeps it himself.
    public let document: LeaseDocument?
}

extension LeaseDraft {
    fileprivate func report(_ tenancy: Tenancy, _ document: LeaseDocument) -> TenancyReport {
        TenancyReport(
            tenancy: tenancy, tenant: tenant, phone: terms.phone,
            documentSHA256: document.archived.sha256, endedAt: nil)
    }
}

extension SignedLease {
    func insert(_ document: LeaseDocument, _ sealer: Sealer, _ db: Database) throws {
        func sealed(_ value: some Encodable, _ column: String) throws -> DatabaseValue {
            let place = LeaseRecord.place(draft.number, column)
            return try sealer.seal(json: value, bound: place).data.databaseValue
        }
        try db.execute(
            sql: "INSERT INTO lease VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                draft.number, draft.tenancy.rawValue, document.form.form, document.form.version,
                document.dataSHA256, document.archived.sha256, try sealed(draft, "draft"),
                try sealed(signature, "signature"),
                try sealed(identification, "identification"), try sealed(consent, "consent"),
                signedAt.milliseconds,
            ])
    }
}

extension LeaseRecord {
    static func place(_ number: String, _ column: String) -> Binding {
        Binding(table: "lease", row: number, column: column)
    }

    init(_ row: Row, _ sealer: Sealer) throws {
        let number = try row.text("number")
        func opened<Value: Decodable>(_ column: String) throws -> Value {
            let place = Self.place(number, column)
            return try sealer.open(json: Value.self, try row.bytes(column), bound: place)
        }
        signed = SignedLease(
            draft: try opened("draft"), signature: try opened("signature"),
            identification: try opened("identification"), consent: try opened("consent"),
            signedAt: try row.time("signedAt"))
        form = FormVersion(form: try row.text("form"), version: try row.number("formVersion"))
        dataSHA256 = try row.text("dataSHA256")
        documentSHA256 = try row.text("documentSHA256")
    }
}
