import Registry
import Sealing
import Sync

/// Takes a kiosk's events: records them, applies them to the village, and keeps the answer.
struct EventStore: Sendable {
    private let database: Database
    private let sealer: Sealer

    init(database: Database, sealer: Sealer) {
        (self.database, self.sealer) = (database, sealer)
    }

    /// Records a batch in one transaction, or nothing of it. Events that have arrived before
    /// get the answer they got then.
    func record(
        _ batch: EventBatch, from kiosk: RegisteredKiosk, at now: Timestamp
    ) async throws -> EventsAnswer {
        try await database.transaction(.village(kiosk.village)) { [sealer] session in
            let page = VillagePage(session: session, kiosk: kiosk, sealer: sealer)
            try page.lock()
            let (last, chain) = try page.journalEnd()
            let known = try page.recorded(in: batch, upTo: last)
            let fresh = try batch.fresh(
                after: last, chain: chain, known: known.mapValues(\.hash))
            var outcomes = batch.links.prefix { $0.sequence <= last }.compactMap { link in
                known[link.sequence].map {
                    EventsAnswer.Outcome(sequence: link.sequence, outcome: $0.outcome)
                }
            }
            if !fresh.isEmpty {
                var book = try page.book(for: fresh.map(\.event))
                let results = fresh.map { ($0, book.apply($0.event).rawValue) }
                try page.write(book, at: now)
                try page.append(results)
                outcomes += results.map {
                    EventsAnswer.Outcome(sequence: $0.sequence, outcome: $1)
                }
            }
            return EventsAnswer(
                next: (fresh.last?.sequence ?? last) + 1, outcomes: outcomes)
        }
    }
}
