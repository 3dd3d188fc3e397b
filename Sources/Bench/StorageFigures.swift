import Foundation
import GRDB
import Registry
import Sealing
import Storage

/// What sealing costs, how fast people are found, and how fast the journal is checked.
enum StorageFigures {
    private static let tenancies = 100_000
    private static let checkIns = 120
    private static let lookUps = 400
    private static let journalRows = 40_000

    static func measure() async throws -> [Figure] {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "bench-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let village = try await BenchVillage(path: folder)
        defer { village.data.close() }
        var figures = [try await sealing(village, folder)]
        try await village.fill(tenancies)
        figures += try await lookUps(village)
        figures.append(try await journal(village))
        return figures
    }

    /// A check-in's commit with its sync to the disk, and beside it the sealing alone of just
    /// what it wrote: each sealed column of its rows, the look-up hashes, the journal's head.
    private static func sealing(_ village: BenchVillage, _ folder: String) async throws -> Figure {
        var commit = Times(), seal = Times()
        var number = 500_000
        for offer in try await village.data.village.offers()
        where offer.house.colour == .green && offer.freeBeds > 0 {
            for _ in 0..<offer.freeBeds where number < 500_000 + checkIns {
                guard let lease = try await village.lease(number, offer) else { continue }
                number += 1
                let archived = try await village.data.archive.store(
                    Array("%PDF-1.7 \(number)".utf8))
                let document = LeaseDocument(
                    archived: archived, archivedAt: BenchVillage.now,
                    dataSHA256: String(repeating: "ab", count: 32),
                    form: FormVersion(form: "lease", version: 1))
                let effect = NewEffect(
                    id: .make(at: BenchVillage.now), kind: .printContract,
                    payload: [UInt8](repeating: 0x20, count: 180))
                try await commit.measure {
                    _ = try await village.data.tenancies.register(
                        lease, document: document, effects: [effect], at: BenchVillage.now)
                }
                let written = try sealedSizes(of: lease.draft.tenancy, in: folder)
                let sealer = Sealer(ring: village.data.ring)
                try seal.measure { try again(written, lease, sealer) }
            }
        }
        return Figure(
            name: "sealing within a check-in's commit", value: seal.median / commit.median * 100,
            unit: "%", target: 10,
            how: String(
                format: "medians of %d: sealing %.3f ms, commit with fsync %.3f ms",
                number - 500_000, seal.median, commit.median))
    }

    /// Bytes of every sealed column that the commit of a tenancy wrote, with its table.
    private static func sealedSizes(
        of tenancy: Identifier<Tenancy>, in folder: String
    ) throws -> [(table: String, size: Int)] {
        let queries = [
            "tenancy": "SELECT length(document), length(phone) FROM tenancy WHERE id = ?",
            "lease": "SELECT length(draft), length(signature), length(identification), "
                + "length(consent) FROM lease WHERE tenancy = ?",
            "effect": "SELECT length(payload) FROM effect WHERE tenancy = ?",
            "journal": "SELECT length(body) FROM journal WHERE subject = ?",
        ]
        var configuration = Configuration()
        configuration.readonly = true
        let database = try DatabaseQueue(
            path: folder + "/frontdesk.sqlite", configuration: configuration)
        defer { try? database.close() }
        return try database.read { db in
            try queries.flatMap { table, sql in
                try Row.fetchAll(db, sql: sql, arguments: [tenancy.rawValue]).flatMap { row in
                    row.databaseValues.compactMap { Int.fromDatabaseValue($0) }
                        .map { (table, $0) }
                }
            }
        }
    }

    private static func again(
        _ written: [(table: String, size: Int)], _ lease: SignedLease, _ sealer: Sealer
    ) throws {
        for (table, size) in written {
            let bytes = [UInt8](repeating: 0x20, count: max(0, size - Sealer.overhead))
            _ = try sealer.seal(bytes, bound: Binding(table: table, row: "x", column: "y"))
        }
        // The chain's head is opened and sealed anew.
        let place = Binding(table: "journal_head", row: "1", column: "head")
        let head = try sealer.seal([UInt8](repeating: 0, count: 40), bound: place)
        _ = try sealer.open(head, bound: place)
        let number = lease.draft.tenant.number
        _ = try sealer.hash(.number(number))  // Whether he lives here already.
        _ = try sealer.hashes(of: lease.draft.tenant, phone: lease.draft.terms.phone)
    }

    private static func lookUps(_ village: BenchVillage) async throws -> [Figure] {
        let kinds: [(String, (IdentityDocument, String) -> PersonQuery)] = [
            ("document number", { document, _ in .number(document.number) }),
            ("last four", { document, _ in .lastFour(String(document.number.suffix(4))) }),
            ("phone", { _, phone in .phone(phone) }),
            ("name", { document, _ in .name(document.name) }),
            ("initials", { document, _ in .initials(PinyinInitials.of(document.name)) }),
        ]
        var figures: [Figure] = []
        for (name, query) in kinds {
            var times = Times()
            for index in 0..<lookUps {
                let number = index * 7_919 % tenancies
                guard let (document, phone) = BenchVillage.person(number) else { continue }
                let found = try await times.measure {
                    try await village.data.tenancies.find(query(document, phone))
                }
                guard !found.isEmpty else { throw StorageError.unknownRecord }
            }
            figures.append(
                Figure(
                    name: "look-up by \(name) among \(tenancies) tenancies",
                    value: times.quantile(0.95), unit: "ms", target: 5,
                    how: String(
                        format: "p95 of %d, p50 %.2f ms, at most 20 people opened",
                        lookUps, times.median)))
        }
        return figures
    }

    private static func journal(_ village: BenchVillage) async throws -> Figure {
        for index in 0..<journalRows {
            try await village.data.journal.recordLook(
                by: Identifier("bench"), at: "tenancy-\(index % 500)", purpose: "样张：核对登记",
                from: .desk, time: BenchVillage.now)
        }
        var times = Times()
        var count = 0
        for _ in 0..<3 {
            let verdict = try await times.measure { try await village.data.journal.verify() }
            guard case .intact(let rows) = verdict else { throw StorageError.damaged }
            count = rows
        }
        return Figure(
            name: "journal verified", value: Double(count) / times.median * 1_000,
            unit: "rows/s", target: 50_000, isFloor: true,
            how: String(format: "median of 3 runs over %d rows: %.0f ms", count, times.median))
    }
}
