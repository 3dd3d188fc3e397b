extension Database {
    /// Has PostgreSQL count what the tables hold. It does so by itself after a minute; until then
    /// it would search a mass of new rows as if there were few. As the tables' owner.
    public func analyze() async throws {
        _ = try await transaction(.none) { try $0.execute("ANALYZE") }
    }
}
