import Foundation
import Insurance
import Registry
import Storage

/// One application on its way: does what the booking asks for and feeds the outcome back, until
/// it is settled, put off, or a person is asked. It never waits longer than one call takes.
struct InsurancePass {
    var booking: PolicyBooking
    let effect: EffectRecord
    let queue: InsuranceQueue

    mutating func run(answering remedy: DeskException.Remedy?) async throws {
        var events = first(answering: remedy)
        while !events.isEmpty {
            for action in booking.handle(events.removeFirst()) {
                if let event = try await carryOut(action) { events.append(event) }
            }
        }
        if booking.isFinished { try await settle() }
    }

    /// An end is asked for every time: the second time changes nothing.
    private func first(answering remedy: DeskException.Remedy?) -> [PolicyEvent] {
        switch remedy {
        case .redo: [.redo]
        case .cancel: [.dropped(on: queue.clock().day)]
        default:
            effect.kind == .cancelInsurance
                ? [.cancelWanted(on: effect.nextTryAt.day)] : [.resumed]
        }
    }

    /// - Returns: what came of it, where something does.
    private func carryOut(_ action: PolicyAction) async throws -> PolicyEvent? {
        let application = booking.application
        switch action {
        case .save: return try await save()
        case .quote:
            return try await attempt { .quoted(try await queue.carrier.quote(application)) }
        case .book:
            return try await attempt { .booked(try await queue.carrier.book(application)) }
        case .lookUp:
            return try await attempt {
                try await queue.carrier.status(of: application.key)
                    .map(PolicyEvent.found) ?? .notFound
            }
        case .cancel(let day):
            return try await attempt {
                .cancelled(try await queue.carrier.cancel(application.key, on: day))
            }
        case .postpone(let pause, let fault):
            let now = queue.clock()
            try await queue.data.effects.postpone(
                effect.id, until: now + pause, fault: fault, at: now)
            await queue.show(.delayed(fault), of: effect.tenancy)
        case .ask(let fault):
            try await queue.ask(fault, about: effect)
        }
        return nil
    }

    private func attempt(
        _ call: () async throws -> PolicyEvent
    ) async throws -> PolicyEvent {
        do {
            return try await call()
        } catch {
            // The kiosk stops: what became of the call is asked after the start.
            try Task.checkCancellation()
            return .setBack(Setback(error))
        }
    }

    private func save() async throws -> PolicyEvent? {
        try await queue.data.policies.save(
            booking, key: booking.application.key, tenancy: effect.tenancy,
            number: booking.number, isFinished: booking.isFinished, at: queue.clock())
        if let news = PolicyNews(booking.state) { await queue.show(news, of: effect.tenancy) }
        return nil
    }

    /// Closes the rows that have nothing left to do, and what the clerk need not decide any more.
    private func settle() async throws {
        let (data, now) = (queue.data, queue.clock())
        let body = ["key": booking.application.key.rawValue, "inForce": "\(booking.number != nil)"]
        try await data.journal.append(
            .policy, subject: effect.tenancy.rawValue, body: body, at: now)
        let unfinished = try await data.effects.all(of: effect.tenancy).filter {
            $0.isInsuranceAndOpen
        }
        let mine = unfinished.filter { row in
            row.id == effect.id
                || row.kind == .bookInsurance
                    && (try? InsuranceOrder(row))?.application.key == booking.application.key
        }
        for row in mine {
            if isDone(row.kind) {
                try await data.effects.finish(row.id, at: now)
            } else {
                try await data.effects.drop(row.id, at: now)
            }
        }
        guard
            !unfinished.contains(where: { row in
                row.state == .failed && !mine.contains { $0.id == row.id }
            })
        else { return }
        try await data.exceptions.withdraw(about: .policy(effect.tenancy), at: now)
    }

    private func isDone(_ kind: EffectKind) -> Bool {
        switch booking.state {
        case .booked: true
        case .cancelled: kind == .cancelInsurance
        default: false
        }
    }
}

/// An effect row about an insurance, and the application it carries.
struct InsuranceOrder: Sendable {
    let effect: EffectRecord
    let application: PolicyApplication

    init(_ effect: EffectRecord) throws {
        self.effect = effect
        application = try JSONDecoder().decode(
            PolicyApplication.self, from: Data(effect.payload))
    }
}

extension EffectRecord {
    /// Whether it is about an insurance and neither done nor dropped.
    var isInsuranceAndOpen: Bool {
        kind.isInsurance && (state == .pending || state == .failed)
    }
}

extension EffectKind {
    var isInsurance: Bool { self == .bookInsurance || self == .cancelInsurance }
}

extension PolicyApplication {
    /// To be recorded with the tenancy. The same application twice is one effect.
    func bookEffect() throws -> NewEffect {
        NewEffect(
            id: Identifier(key.rawValue), kind: .bookInsurance,
            payload: Array(try JSONEncoder().encode(self)))
    }

    /// To be recorded at check-out.
    func cancelEffect() throws -> NewEffect {
        NewEffect(
            id: Identifier(key.rawValue + "/cancel"), kind: .cancelInsurance,
            payload: Array(try JSONEncoder().encode(self)))
    }
}

extension PolicyNews {
    /// What a state that was just saved means for the screens; `nil` when something follows
    /// that says it better.
    fileprivate init?(_ state: PolicyBooking.State) {
        switch state {
        case .queued, .quoting, .booking, .unknown: self = .booking
        case .booked(let policy): self = .booked(number: policy.number)
        case .cancelled: self = .cancelled
        case .failed, .cancelling: return nil
        }
    }
}
