import GRDB
import Registry
import Sealing

/// What one run deletes, within its transaction.
struct RetentionDeletion: Sendable {
    private(set) var report: RetentionReport
    /// Files to remove once the rows that named them are gone.
    private(set) var documents: [String] = []
    private let sealer: Sealer

    init(_ report: RetentionReport, _ sealer: Sealer) {
        (self.report, self.sealer) = (report, sealer)
    }

    /// Tenancies of this kiosk with everything that was signed; those of others sooner.
    mutating func deleteTenancies(_ db: Database) throws {
        let own = try ids(
            "SELECT id FROM tenancy WHERE madeBy IS NULL AND endedAt < ?", report.terms.leaseDays,
            db)
        for id in own {
            let documents = try String.fetchAll(
                db,
                sql: """
                    SELECT documentSHA256 FROM lease WHERE tenancy = :id
                    UNION SELECT documentSHA256 FROM settlement WHERE tenancy = :id
                    UNION SELECT documentSHA256 FROM paper WHERE tenancy = :id
                    """, arguments: ["id": id])
            for table in [
                "effect", "policy", "door_grant", "photo", "paper", "settlement", "lease",
            ] {
                try delete("\(table) WHERE tenancy = ?", [id], as: table, db)
            }
            for document in documents {
                try delete("archive_document WHERE sha256 = ?", [document], as: "document", db)
            }
            try delete("tenancy WHERE id = ?", [id], as: "tenancy", db)
            self.documents += documents
        }
        try delete(
            "tenancy WHERE madeBy IS NOT NULL AND endedAt < ?", [cutoff(report.terms.workDays)],
            as: "foreign_tenancy", db)
    }

    /// Work that is done, of tenancies that go on or ended lately.
    mutating func deleteWork(_ db: Database) throws {
        let before = cutoff(report.terms.workDays)
        for (rows, kind) in [
            ("effect WHERE state IN ('done', 'dropped') AND changedAt < ?", "effect"),
            ("print_job WHERE isFinished = 1 AND savedAt < ?", "print_job"),
            (
                """
                policy WHERE isFinished = 1 AND savedAt < ? AND tenancy IN
                    (SELECT id FROM tenancy WHERE endedAt IS NOT NULL)
                """, "policy"
            ),
            (
                """
                door_grant WHERE isWanted = 0 AND appliedRevision = revision AND changedAt < ?
                """, "door_grant"
            ),
            ("request WHERE answeredAt < ?", "request"),
            ("exception WHERE resolvedAt < ?", "exception"),
        ] {
            try delete(rows, [before], as: kind, db)
        }
    }

    /// Photos of people who left.
    mutating func deletePhotos(_ db: Database) throws {
        try delete(
            "photo WHERE tenancy IN (SELECT id FROM tenancy WHERE endedAt < ?)",
            [cutoff(report.terms.photoDays)], as: "photo", db)
    }

    /// Print-outs of people's own data, which hold everything; they have taken them with them.
    mutating func deletePrintOuts(_ db: Database) throws {
        let old = try Row.fetchAll(
            db, sql: "SELECT number, documentSHA256 FROM paper WHERE kind = ? AND madeAt < ?",
            arguments: [EffectKind.printOwnData.rawValue, cutoff(report.terms.workDays)])
        for row in old {
            let document = try row.text("documentSHA256")
            try delete("paper WHERE number = ?", [try row.text("number")], as: "paper", db)
            try delete("archive_document WHERE sha256 = ?", [document], as: "document", db)
            documents.append(document)
        }
    }

    /// Phone numbers of people who left: an empty one is sealed in their place.
    mutating func forgetPhones(_ db: Database) throws {
        let none = try sealer.hash(.phone("")).data
        let left = try String.fetchAll(
            db, sql: "SELECT id FROM tenancy WHERE endedAt < ? AND phoneHash <> ?",
            arguments: [cutoff(report.terms.phoneDays), none])
        for id in left {
            let place = Binding(table: "tenancy", row: id, column: "phone")
            try db.execute(
                sql: "UPDATE tenancy SET phone = ?, phoneHash = ? WHERE id = ?",
                arguments: [try sealer.seal([], bound: place).data, none, id])
        }
        if !left.isEmpty { report.deleted["phone"] = left.count }
    }

    private func cutoff(_ days: Int) -> Int64 {
        (report.at + .seconds(-86_400 * days)).milliseconds
    }

    private func ids(_ sql: String, _ days: Int, _ db: Database) throws -> [String] {
        try String.fetchAll(db, sql: sql, arguments: [cutoff(days)])
    }

    private mutating func delete(
        _ rows: String, _ arguments: StatementArguments, as kind: String, _ db: Database
    ) throws {
        try db.execute(sql: "DELETE FROM \(rows)", arguments: arguments)
        if db.changesCount > 0 { report.deleted[kind, default: 0] += db.changesCount }
    }
}
