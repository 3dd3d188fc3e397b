import Foundation
import Registry
import Testing

@testable import Insurance

/// An insurer that keeps the protocol, behind a line that loses and delays.
private struct ModelInsurer {
    enum Entry { case booked, cancelled }
    var entry: Entry?
    var policiesMade = 0
    /// Bookings that are still on their way; they may arrive at any time.
    var late = 0
    var isRefusing = false

    mutating func book() -> PolicyEvent {
        switch entry {
        case .booked: return .booked(Sample.policy())
        case .cancelled: return .setBack(Setback(InsuranceError.refused(.cancelled)))
        case nil:
            if isRefusing { return .setBack(Setback(InsuranceError.refused(.age))) }
            (entry, policiesMade) = (.booked, policiesMade + 1)
            return .booked(Sample.policy())
        }
    }
    mutating func cancel() -> PolicyEvent {
        entry = .cancelled
        return .cancelled(Sample.policy(.cancelled))
    }
    func status() -> PolicyEvent {
        switch entry {
        case .booked: .found(Sample.policy())
        case .cancelled: .found(Sample.policy(.cancelled))
        case nil: .notFound
        }
    }
}

/// A kiosk that may lose its power before and after every step.
private struct Walk {
    var random: SeededGenerator
    var insurer = ModelInsurer()
    var booking: PolicyBooking
    var saved: PolicyBooking
    var asksForEnd = false
    var isWaiting = false

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        booking = PolicyBooking(Sample.application(endsAtCheckOut: seed.isMultiple(of: 2)))
        saved = booking
    }

    mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    /// One turn of the queue; `isCalm` without faults.
    mutating func turn(isCalm: Bool) {
        booking = saved
        var events = [first(isCalm: isCalm)]
        while !events.isEmpty {
            for action in booking.handle(events.removeFirst()) {
                if !isCalm, chance(8) { return }  // Power cut.
                if let event = carryOut(action, isCalm: isCalm) { events.append(event) }
            }
        }
        if !isCalm, insurer.late > 0, chance(30) {
            insurer.late -= 1
            _ = insurer.book()
        }
    }

    private mutating func first(isCalm: Bool) -> PolicyEvent {
        if isWaiting {
            isWaiting = false
            return chance(50) ? .redo : .dropped(on: Sample.lastDay)
        }
        return asksForEnd ? .cancelWanted(on: Sample.lastDay) : .resumed
    }

    private mutating func carryOut(_ action: PolicyAction, isCalm: Bool) -> PolicyEvent? {
        let isLost = !isCalm && chance(30)
        switch action {
        case .save:
            saved = booking
            return nil
        case .postpone: return nil
        case .ask:
            isWaiting = true
            return nil
        case .quote:
            if isLost { return .setBack(Setback(InsuranceError.unreachable)) }
            return .quoted(Money(fen: !isCalm && chance(5) ? 7_000 : 6_000))
        case .book:
            guard isLost else { return insurer.book() }
            if chance(50) { _ = insurer.book() } else { insurer.late += 1 }
            return .setBack(Setback(chance(50) ? InsuranceError.silent : .badAnswer))
        case .lookUp:
            return isLost ? .setBack(Setback(InsuranceError.silent)) : insurer.status()
        case .cancel:
            if isLost {
                if chance(50) { _ = insurer.cancel() }
                return .setBack(Setback(InsuranceError.silent))
            }
            return insurer.cancel()
        }
    }
}

@Suite struct PolicyBookingWalkTests {
    @Test func `under every fault there is one policy at most, and none after its end`() {
        let start = UInt64.random(in: 0...UInt64.max / 2)
        var (booked, ended) = (0, 0)
        for seed in start..<start + 3_000 {
            var walk = Walk(seed: seed)
            let endsAt = Int.random(in: 2...60, using: &walk.random)
            for step in 0..<30 {
                walk.asksForEnd = step > endsAt
                walk.insurer.isRefusing = walk.chance(10)
                walk.turn(isCalm: false)
            }
            walk.insurer.isRefusing = false
            for _ in 0..<12 where !walk.saved.isFinished { walk.turn(isCalm: true) }
            // What is still on its way arrives at last.
            for _ in 0..<walk.insurer.late { _ = walk.insurer.book() }
            let state = walk.saved.state
            #expect(walk.insurer.policiesMade <= 1, "seed \(seed)")
            #expect(walk.saved.isFinished, "seed \(seed): \(state)")
            switch state {
            case .cancelled:
                ended += 1
                #expect(walk.insurer.entry != .booked, "seed \(seed)")
            case .booked:
                booked += 1
                #expect(walk.insurer.entry == .booked, "seed \(seed)")
            default:
                #expect(walk.saved.isGivenUp, "seed \(seed): \(state)")
            }
        }
        #expect(booked > 300 && ended > 300, "\(booked) booked, \(ended) ended, from \(start)")
    }
}
