import Registry
import Sync

/// The tenancies and beds that one batch touches, as a value: what each event comes to, and what
/// is to be written for it. No database, no clock.
struct VillageBook: Equatable, Sendable {
    /// A tenancy as far as the rules need it.
    struct Stay: Equatable, Sendable {
        let kiosk: Identifier<KioskStation>
        let room: Identifier<Room>
        var hasEnded: Bool
    }
    /// A tenancy to be written in whole.
    struct Entry: Equatable, Sendable {
        let report: TenancyReport
        var end: TenancyEnd?
    }
    /// What is to be done besides, in this order.
    enum Step: Equatable, Sendable {
        /// Tenancies that were recorded before this batch.
        case end(TenancyEnd)
        case answer(RequestAnswer)
        /// Lay the overfull room before the kiosk, unless that is open already.
        case raise(Identifier<Room>)
        case settle(Identifier<DeskException>)
    }
    /// What became of an event.
    enum Outcome: String, Sendable {
        case recorded
        /// Recorded, though more live there now than may.
        case overfull
        /// Recorded in a room the platform does not know.
        case unknownRoom
        /// Not applied: the tenancy is another kiosk's.
        case foreign
        /// Not applied: there is no such tenancy.
        case unknownTenancy
    }

    private let kiosk: Identifier<KioskStation>
    private let capacity: [Identifier<Room>: Int]
    private var stays: [Identifier<Tenancy>: Stay]
    private var occupants: [Identifier<Room>: Set<Identifier<Tenancy>>] = [:]

    /// Tenancies to write, in the order in which they were registered.
    private(set) var entries: [Entry] = []
    /// What to do after that.
    private(set) var steps: [Step] = []

    /// Opens the book for events of `kiosk`, with the `capacity` of every room they can concern,
    /// and in `stays` those rooms' current tenancies and the ones the events name.
    init(
        kiosk: Identifier<KioskStation>, capacity: [Identifier<Room>: Int],
        stays: [Identifier<Tenancy>: Stay]
    ) {
        (self.kiosk, self.capacity, self.stays) = (kiosk, capacity, stays)
        for (id, stay) in stays where !stay.hasEnded {
            occupants[stay.room, default: []].insert(id)
        }
    }

    /// Applies one event.
    mutating func apply(_ event: KioskEvent) -> Outcome {
        switch event.body {
        case .registered(let report): return register(report)
        case .ended(let end): return self.end(end)
        case .answered(let answer): steps.append(.answer(answer))
        case .settled: steps.append(.settle(Identifier(event.entry.subject)))
        case nil: break
        }
        return .recorded
    }

    private mutating func register(_ report: TenancyReport) -> Outcome {
        let (id, room) = (report.tenancy.id, report.tenancy.room)
        let old = stays[id]
        guard old.map({ $0.kiosk == kiosk }) ?? true else { return .foreign }
        let hasEnded = report.endedAt != nil || old?.hasEnded == true
        stays[id] = Stay(kiosk: kiosk, room: room, hasEnded: hasEnded)
        entries.removeAll { $0.report.tenancy.id == id }
        entries.append(Entry(report: report, end: nil))
        if let old { occupants[old.room]?.remove(id) }
        guard let capacity = capacity[room] else { return .unknownRoom }
        guard !hasEnded else { return .recorded }
        occupants[room, default: []].insert(id)
        guard occupants[room, default: []].count > capacity else { return .recorded }
        steps.append(.raise(room))
        return .overfull
    }

    private mutating func end(_ end: TenancyEnd) -> Outcome {
        guard let stay = stays[end.tenancy] else { return .unknownTenancy }
        guard stay.kiosk == kiosk else { return .foreign }
        stays[end.tenancy]?.hasEnded = true
        occupants[stay.room]?.remove(end.tenancy)
        if let index = entries.firstIndex(where: { $0.report.tenancy.id == end.tenancy }) {
            entries[index].end = end
        } else {
            steps.append(.end(end))
        }
        return .recorded
    }
}
