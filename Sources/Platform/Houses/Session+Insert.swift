extension Session {
    /// Writes many rows with few statements; `conflict` is what follows `ON CONFLICT`.
    func insert(
        into table: String, _ columns: [String], _ rows: [[SQLValue]], conflict: String? = nil
    ) throws(PlatformError) {
        // A statement takes 65,535 parameters at most.
        let batch = 500
        for start in stride(from: 0, to: rows.count, by: batch) {
            let part = rows[start..<min(start + batch, rows.count)]
            let sql =
                "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES "
                + Placeholders.rows(part.count, columns: columns.count)
                + (conflict.map { " ON CONFLICT " + $0 } ?? "")
            try execute(sql, part.flatMap { $0 })
        }
    }
}
