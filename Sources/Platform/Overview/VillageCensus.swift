import Registry

/// The totals of all villages. A village is counted again only when it has changed since, or the
/// day has.
actor VillageCensus {
    private let store: OverviewStore
    private var counted: [Identifier<Village>: VillageTotals] = [:]
    private var day: CalendarDate?

    init(store: OverviewStore) { self.store = store }

    /// All villages, by id, on `day`.
    func totals(on day: CalendarDate) async throws -> [VillageTotals] {
        if self.day != day { counted = [:] }
        self.day = day
        var all: [VillageTotals] = []
        for village in try await store.villages() {
            if let known = counted[village.id], known.village == village {
                all.append(known)
            } else if let totals = try await store.totals(of: village, on: day) {
                counted[village.id] = totals
                all.append(totals)
            }
        }
        return all
    }
}
