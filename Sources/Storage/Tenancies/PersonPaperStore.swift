import GRDB
public import Registry
import Sealing

/// A paper about a person's data, drawn up for himself: a receipt of his consent, a print-out of
/// what is kept, a proof of his withdrawal.
public struct PersonPaper: Equatable, Sendable {
    /// The paper's number.
    public let number: String
    /// The tenancy it belongs to; of several, the person's newest.
    public let tenancy: Identifier<Tenancy>
    /// Which paper, by the effect that prints it.
    public let kind: EffectKind
    /// The form it was rendered with.
    public let form: FormVersion
    /// SHA-256 of the archived document, hexadecimal.
    public let documentSHA256: String
    /// When it was drawn up.
    public let madeAt: Timestamp

    /// Describes a paper.
    public init(
        number: String, tenancy: Identifier<Tenancy>, kind: EffectKind, form: FormVersion,
        documentSHA256: String, madeAt: Timestamp
    ) {
        (self.number, self.tenancy, self.kind) = (number, tenancy, kind)
        (self.form, self.documentSHA256, self.madeAt) = (form, documentSHA256, madeAt)
    }
}

/// Papers about people's data.
public struct PersonPaperStore: Sendable {
    let records: Records
    let archive: Archive

    /// Whether the effect that would bring a paper out is recorded already.
    public func isOrdered(_ effect: Identifier<EffectRecord>) async throws -> Bool {
        try await records.read { db in try Self.isOrdered(effect, db) }
    }

    /// The papers of `tenancy`, the newest first.
    public func papers(of tenancy: Identifier<Tenancy>) async throws -> [PersonPaper] {
        try await records.read { db in
            let sql = "SELECT * FROM paper WHERE tenancy = ? ORDER BY madeAt DESC, number DESC"
            return try Row.fetchAll(db, sql: sql, arguments: [tenancy.rawValue]).map {
                try PersonPaper($0)
            }
        }
    }

    /// Records a paper, the effect that prints it and a journal entry in one transaction. A copy
    /// of a paper that is recorded adds the effect and the entry only.
    ///
    /// A repeat with the same effect writes nothing. Throws ``StorageError/notArchived``.
    public func order(
        _ paper: PersonPaper, size: Int, effect: NewEffect, at time: Timestamp
    ) async throws {
        guard archive.holds(paper.documentSHA256) else { throw StorageError.notArchived }
        try await records.write { [sealer = records.sealer] db in
            guard try !Self.isOrdered(effect.id, db) else { return }
            let known = "SELECT 1 FROM paper WHERE number = ?"
            if try Row.fetchOne(db, sql: known, arguments: [paper.number]) == nil {
                try paper.insert(size: size, db)
            }
            try effect.insert(for: paper.tenancy, at: time, sealer, db)
            let body = ["paper": paper.kind.rawValue, "number": paper.number, "person": "self"]
            try Journal.append(
                .paper, subject: paper.tenancy.rawValue, body: body, at: time, sealer, db)
        }
    }

    private static func isOrdered(
        _ effect: Identifier<EffectRecord>, _ db: Database
    ) throws -> Bool {
        let sql = "SELECT 1 FROM effect WHERE id = ?"
        return try Row.fetchOne(db, sql: sql, arguments: [effect.rawValue]) != nil
    }
}

extension PersonPaper {
    fileprivate func insert(size: Int, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO archive_document VALUES (?, ?, ?, ?)",
            arguments: [documentSHA256, number, size, madeAt.milliseconds])
        try db.execute(
            sql: "INSERT INTO paper VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                number, tenancy.rawValue, kind.rawValue, form.form, form.version, documentSHA256,
                madeAt.milliseconds,
            ])
    }

    fileprivate init(_ row: Row) throws {
        guard let kind = EffectKind(rawValue: try row.text("kind")) else {
            throw StorageError.damaged
        }
        self.init(
            number: try row.text("number"), tenancy: try row.id("tenancy"), kind: kind,
            form: FormVersion(form: try row.text("form"), version: try row.number("formVersion")),
            documentSHA256: try row.text("documentSHA256"), madeAt: try row.time("madeAt"))
    }
}
