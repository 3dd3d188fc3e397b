import GRDB
public import Registry

/// Numbers of papers: `ZL20261122-0001` for leases, `TF…` for settlements, `DJ…` for registrations
/// without a paper, `TY…`, `ZY…`, `CH…` for receipts of consent, print-outs of one's own data and
/// proofs of withdrawal; counted each day from 1. Taken before the paper is rendered; one that is
/// never signed leaves a gap, none is ever given twice.
public struct LeaseNumbers: Sendable {
    let records: Records

    /// Takes the next number of `day`.
    public func next(on day: CalendarDate, prefix: String = "ZL") async throws -> String {
        let count = try await records.write { db in
            try Int.fetchOne(
                db,
                sql: """
                    INSERT INTO lease_number VALUES (?, 1)
                    ON CONFLICT (day) DO UPDATE SET last = last + 1 RETURNING last
                    """, arguments: [day.iso8601])
        }
        guard let count else { throw StorageError.damaged }
        let digits = String(count)
        let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return "\(prefix)\(day.iso8601.filter { $0 != "-" })-\(padded)"
    }
}
