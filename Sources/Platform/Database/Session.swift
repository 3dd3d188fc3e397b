import CPQ
public import Registry

/// One connection inside one transaction. Every call blocks, on the connection's own thread.
public final class Session {
    private let connection: OpaquePointer
    private var changed: Set<Identifier<Village>> = []

    /// Connects; at most 5 s.
    init(_ parameters: DatabaseParameters) throws(PlatformError) {
        guard let connection = PQconnectdb(parameters.text) else { throw .noDatabase }
        guard PQstatus(connection) == CONNECTION_OK else {
            PQfinish(connection)
            throw .noDatabase
        }
        // Notices would go to standard error, with values in them.
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        self.connection = connection
    }

    deinit { PQfinish(connection) }

    /// Carries out a statement; returns how many rows it touched.
    @discardableResult
    public func execute(
        _ sql: String, _ parameters: [SQLValue] = []
    ) throws(PlatformError) -> Int {
        let result = try run(sql, parameters)
        defer { PQclear(result) }
        return PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }

    /// Every row a statement returns.
    public func rows(
        _ sql: String, _ parameters: [SQLValue] = []
    ) throws(PlatformError) -> [SQLRow] {
        let result = try run(sql, parameters)
        defer { PQclear(result) }
        let fields = 0..<PQnfields(result)
        var columns: [String: Int] = [:]
        for field in fields {
            guard let name = PQfname(result, field) else { continue }
            columns[String(cString: name)] = Int(field)
        }
        return (0..<PQntuples(result)).map { row in
            SQLRow(
                columns: columns,
                values: fields.map { field in
                    guard PQgetisnull(result, row, field) == 0,
                        let start = PQgetvalue(result, row, field)
                    else { return nil }
                    return String(cString: start)
                })
        }
    }

    /// The next position of `village`, whose row stays locked until the transaction ends; those
    /// who listen for the village's changes are told when it commits.
    public func nextPosition(of village: Identifier<Village>) throws(PlatformError) -> Int {
        try positions(1, of: village).lowerBound
    }

    /// The next `count` positions of `village`, as ``nextPosition(of:)``.
    public func positions(
        _ count: Int, of village: Identifier<Village>
    ) throws(PlatformError) -> Range<Int> {
        let sql =
            "UPDATE village SET position = position + $2 WHERE village = $1 RETURNING position"
        guard let row = try rows(sql, [SQLValue(village), .integer(count)]).first else {
            throw .unknownVillage
        }
        announce(village)
        let last = try row.number("position")
        return last + 1 - count..<last + 1
    }

    /// Tells those who listen for changes of `village`, when the transaction commits.
    public func announce(_ village: Identifier<Village>) { changed.insert(village) }

    /// Carries out several statements without parameters.
    func script(_ sql: String) throws(PlatformError) {
        PQclear(try checked(PQexec(connection, sql)))
    }

    // MARK: - The transaction's frame

    /// Whether the server can still be spoken to.
    var isAlive: Bool { PQstatus(connection) == CONNECTION_OK }
    var socket: Int32 { PQsocket(connection) }

    func begin(_ scope: Scope) throws(PlatformError) {
        changed = []
        // One round trip for both. The setting ends with the transaction.
        switch scope {
        case .none: try script("BEGIN")
        case .county: try script("BEGIN; SELECT set_config('platform.county', 'yes', true)")
        case .village(let village):
            let name = try quoted(village.rawValue)
            try script("BEGIN; SELECT set_config('platform.village', \(name), true)")
        }
    }

    func commit() throws(PlatformError) {
        for village in changed {
            try execute("SELECT pg_notify('village_changed', $1)", [SQLValue(village)])
        }
        // COMMIT after an error that the body passed over would quietly be a ROLLBACK.
        guard PQtransactionStatus(connection) == PQTRANS_INTRANS else {
            throw .database(sqlState: "25P02")
        }
        try script("COMMIT")
    }

    /// Undoes what was done; false when the connection is of no use any more.
    func rollback() -> Bool {
        guard isAlive else { return false }
        return (try? script("ROLLBACK")) != nil
            && PQtransactionStatus(connection) == PQTRANS_IDLE
    }

    /// The villages told of since the last call; reads what has arrived, never waits.
    func notifications() throws(PlatformError) -> [Identifier<Village>] {
        guard PQconsumeInput(connection) == 1 else { throw .databaseLost }
        var villages: [Identifier<Village>] = []
        while let news = PQnotifies(connection) {
            villages.append(Identifier(String(cString: news.pointee.extra)))
            PQfreemem(news)
        }
        return villages
    }

    // MARK: - libpq

    private func quoted(_ text: String) throws(PlatformError) -> String {
        guard !text.utf8.contains(0) else { throw .unstorable }
        guard let literal = PQescapeLiteral(connection, text, text.utf8.count) else {
            throw .unstorable
        }
        defer { PQfreemem(literal) }
        return String(cString: literal)
    }

    private func run(
        _ sql: String, _ parameters: [SQLValue]
    ) throws(PlatformError) -> OpaquePointer? {
        let wire = try WireParameters(parameters)
        return try checked(wire.execute(sql, on: connection))
    }

    private func checked(_ result: OpaquePointer?) throws(PlatformError) -> OpaquePointer? {
        let status = PQresultStatus(result)
        if status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK { return result }
        defer { PQclear(result) }
        let field = PQresultErrorField(result, Int32(UInt8(ascii: "C")))
        let state = field.map { String(cString: $0) } ?? ""
        guard isAlive, !state.isEmpty, !state.hasPrefix("57P0") else { throw .databaseLost }
        // Conflicts between transactions, lock and statement time-outs.
        let isBusy = state.hasPrefix("40") || ["55P03", "57014"].contains(state)
        throw isBusy ? .databaseBusy(sqlState: state) : .database(sqlState: state)
    }
}

/// Parameters in one block of bytes, as libpq wants them: text with an ending zero, or raw bytes.
private struct WireParameters {
    private var block: [UInt8] = []
    private var offsets: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init(_ values: [SQLValue]) throws(PlatformError) {
        // The protocol counts parameters in 16 bits; a statement of ours never has as many.
        guard values.count <= 65_535 else { throw .unstorable }
        for value in values {
            if case .bytes(let bytes) = value {
                add(bytes, format: 1)
            } else if let text = try value.wireText {
                add(Array(text.utf8), format: 0)
            } else {
                offsets.append(nil)
                lengths.append(0)
                formats.append(0)
            }
        }
    }

    private mutating func add(_ bytes: [UInt8], format: Int32) {
        offsets.append(block.count)
        lengths.append(Int32(clamping: bytes.count))
        formats.append(format)
        block += bytes
        block.append(0)
    }

    func execute(_ sql: String, on connection: OpaquePointer) -> OpaquePointer? {
        block.withUnsafeBytes { raw in
            let start = raw.assumingMemoryBound(to: CChar.self).baseAddress
            let pointers = offsets.map { offset in
                offset.flatMap { start?.advanced(by: $0) }
            }
            return PQexecParams(
                connection, sql, Int32(offsets.count), nil, pointers, lengths, formats, 0)
        }
    }
}
