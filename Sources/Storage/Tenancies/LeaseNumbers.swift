import GRDB
public import Registry

/// Numbers of leases: `ZL20261122-0001`, counted each day from 1. Taken before the lease is
/// rendered; a lease that is never signed leaves a gap, none is ever given twice.
public struct LeaseNumbers: Sendable {
    let records: Records

    /// Takes the next number of `day`.
    public func next(on day: CalendarDate) async throws -> String {
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
        return "ZL\(day.iso8601.filter { $0 != "-" })-\(padded)"
    }
}
