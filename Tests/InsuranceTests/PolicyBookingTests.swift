import Foundation
import Registry
import Testing

@testable import Insurance

@Suite struct PolicyBookingTests {
    typealias State = PolicyBooking.State
    typealias Row = (from: State, event: PolicyEvent, to: State, work: [PolicyAction])

    static let day = Sample.lastDay
    static let booked = Sample.policy()
    static let ended = Sample.policy(.cancelled)
    static let dear = Sample.policy(fen: 6_001)
    static let later = InsuranceError.unreachable
    static let unsure = InsuranceError.silent
    static let refused = InsuranceError.refused(.age)
    static let pause = PolicyBooking.pauses[0]
    static func back(_ error: InsuranceError) -> PolicyEvent { .setBack(Setback(error)) }
    static func failed(_ error: InsuranceError) -> State { .failed(error.fault) }
    static func put(off error: InsuranceError) -> [PolicyAction] {
        [.save, .postpone(pause, error.fault)]
    }
    static func ask(_ error: InsuranceError) -> [PolicyAction] { [.save, .ask(error.fault)] }

    static let way: [Row] = [
        (.queued, .resumed, .quoting, [.save, .quote]),
        (.quoting, .resumed, .quoting, [.quote]),
        (.booking, .resumed, .unknown, [.save, .lookUp]),
        (.unknown, .resumed, .unknown, [.lookUp]),
        (failed(refused), .resumed, failed(refused), [.ask(refused.fault)]),
        (.quoting, .quoted(Money(fen: 6_000)), .booking, [.save, .book]),
        (.quoting, .quoted(Money(fen: 5_999)), .booking, [.save, .book]),
        (.quoting, .quoted(Money(fen: 6_001)), failed(.premiumChanged), ask(.premiumChanged)),
        (.quoting, back(later), .queued, put(off: later)),
        (.quoting, back(unsure), .queued, put(off: unsure)),
        (.quoting, back(refused), failed(refused), ask(refused)),
        (.booking, .booked(booked), .booked(booked), [.save]),
        (.booking, .booked(ended), failed(.refused(.cancelled)), ask(.refused(.cancelled))),
        (.booking, .booked(dear), failed(.premiumChanged), ask(.premiumChanged)),
        (.booking, back(later), .queued, put(off: later)),
        (.booking, back(unsure), .unknown, [.save, .lookUp]),
        (.booking, back(.outOfService(status: 500)), .unknown, [.save, .lookUp]),
        (.booking, back(.badAnswer), .unknown, [.save, .lookUp]),
        (.booking, back(refused), failed(refused), ask(refused)),
        (.unknown, .found(booked), .booked(booked), [.save]),
        (.unknown, .found(ended), failed(.refused(.cancelled)), ask(.refused(.cancelled))),
        (.unknown, .found(dear), failed(.premiumChanged), ask(.premiumChanged)),
        (.unknown, .notFound, .queued, put(off: unsure)),
        (.unknown, back(later), .unknown, put(off: later)),
        (.unknown, back(unsure), .unknown, put(off: unsure)),
        (
            .unknown, back(.outOfService(status: 500)), .unknown,
            put(off: .outOfService(status: 500))
        ),
        (.unknown, back(.badAnswer), failed(.badAnswer), ask(.badAnswer)),
        (.unknown, back(refused), failed(refused), ask(refused)),
        (failed(refused), .redo, .quoting, [.save, .quote]),
    ]

    /// A word that ends it, from every state that is not on its way out.
    static let ending: [Row] = [
        (.queued, .cancelWanted(on: day), .cancelled, [.save]),
        (.quoting, .cancelWanted(on: day), .cancelled, [.save]),
        (.booking, .cancelWanted(on: day), .cancelling, [.save, .cancel(on: day)]),
        (.unknown, .cancelWanted(on: day), .cancelling, [.save, .cancel(on: day)]),
        (.booked(booked), .cancelWanted(on: day), .cancelling, [.save, .cancel(on: day)]),
        (failed(refused), .cancelWanted(on: day), .cancelled, [.save]),
        (.queued, .dropped(on: day), .cancelled, [.save]),
        (.quoting, .dropped(on: day), .cancelled, [.save]),
        (.booking, .dropped(on: day), .cancelling, [.save, .cancel(on: day)]),
        (.unknown, .dropped(on: day), .cancelling, [.save, .cancel(on: day)]),
        (failed(refused), .dropped(on: day), .cancelled, [.save]),
        // A word that comes when there is nothing to decide is a turn like any other.
        (.queued, .redo, .quoting, [.save, .quote]), (.quoting, .redo, .quoting, [.quote]),
        (.booking, .redo, .unknown, [.save, .lookUp]), (.unknown, .redo, .unknown, [.lookUp]),
    ]

    static let states: [State] = [
        .queued, .quoting, .booking, .unknown, .booked(booked), failed(refused), .cancelled,
    ]
    static let events: [PolicyEvent] = [
        .resumed, .quoted(Money(fen: 5_999)), .quoted(Money(fen: 6_000)),
        .quoted(Money(fen: 6_001)), .booked(booked), .booked(ended), .booked(dear),
        .found(booked), .found(ended), .found(dear), .notFound, .cancelled(ended), back(later),
        back(unsure), back(.outOfService(status: 500)), back(.badAnswer), back(refused),
        .cancelWanted(on: day), .redo, .dropped(on: day),
    ]

    static func booking(in state: State, endsAtCheckOut: Bool = true) -> PolicyBooking {
        var booking = PolicyBooking(Sample.application(endsAtCheckOut: endsAtCheckOut))
        booking.state = state
        return booking
    }

    @Test func `every state takes every event as the table says`() {
        let extra: [(PolicyEvent, InsuranceError)] = [
            (Self.back(.outOfService(status: 500)), .outOfService(status: 500)),
            (Self.back(.badAnswer), .badAnswer),
        ]
        let quoting: [Row] = [
            (.quoting, extra[0].0, .queued, Self.put(off: extra[0].1)),
            (.quoting, extra[1].0, Self.failed(.badAnswer), Self.ask(.badAnswer)),
        ]
        let table = Self.way + Self.ending + quoting
        for state in Self.states {
            for event in Self.events {
                var booking = Self.booking(in: state)
                let before = booking
                let work = booking.handle(event)
                if let row = table.first(where: { $0.from == state && $0.event == event }) {
                    #expect(booking.state == row.to, "\(state) × \(event)")
                    #expect(work == row.work, "\(state) × \(event)")
                } else {
                    #expect(booking == before && work.isEmpty, "\(state) × \(event)")
                }
            }
        }
    }

    @Test func `an ending is asked for, read back, and asked for again until it holds`() {
        var booking = Self.booking(in: .booked(Self.booked))
        #expect(booking.handle(.cancelWanted(on: Self.day)) == [.save, .cancel(on: Self.day)])
        #expect(booking.handle(Self.back(Self.unsure)) == Self.put(off: Self.unsure))
        #expect(booking.handle(.resumed) == [.cancel(on: Self.day)])
        #expect(booking.handle(.cancelWanted(on: Self.day)) == [.cancel(on: Self.day)])
        #expect(booking.handle(.cancelled(Self.ended)) == [.lookUp])
        let second = PolicyBooking.pauses[1]
        #expect(
            booking.handle(.found(Self.booked))
                == [.save, .postpone(second, InsuranceError.badAnswer.fault)])
        #expect(booking.handle(.resumed) == [.cancel(on: Self.day)])
        #expect(booking.handle(.cancelled(Self.ended)) == [.lookUp])
        #expect(!booking.isFinished)
        #expect(booking.handle(.found(Self.ended)) == [.save])
        #expect(booking.state == .cancelled && booking.isFinished)
    }

    @Test func `a refused ending waits for the clerk, who has it tried again or sees to it`() {
        var booking = Self.booking(in: .booked(Self.booked))
        _ = booking.handle(.cancelWanted(on: Self.day))
        #expect(booking.handle(Self.back(Self.refused)) == Self.ask(Self.refused))
        #expect(booking.handle(.cancelWanted(on: Self.day)) == [.ask(Self.refused.fault)])
        #expect(booking.handle(.redo) == [.save, .cancel(on: Self.day)])
        #expect(booking.handle(Self.back(Self.refused)) == Self.ask(Self.refused))
        #expect(booking.handle(.dropped(on: Self.day)) == [.save])
        #expect(booking.isFinished && booking.isGivenUp)
        #expect(booking.handle(.redo).isEmpty && booking.handle(.resumed).isEmpty)
    }

    @Test func `a policy that runs on after check-out is kept without a call`() {
        var booking = Self.booking(in: .booked(Self.booked), endsAtCheckOut: false)
        #expect(booking.handle(.cancelWanted(on: Self.day)) == [.save])
        #expect(booking.handle(.cancelWanted(on: Self.day)).isEmpty)
        #expect(booking.isFinished && booking.number == Self.booked.number)
        var late = Self.booking(in: .unknown, endsAtCheckOut: false)
        #expect(late.handle(.cancelWanted(on: Self.day)) == [.save, .cancel(on: Self.day)])
    }

    @Test func `what may have been booked is ended even after a refusal`() {
        var booking = Self.booking(in: .booking)
        _ = booking.handle(Self.back(Self.unsure))
        _ = booking.handle(.notFound)
        _ = booking.handle(.resumed)
        _ = booking.handle(Self.back(Self.refused))
        #expect(booking.state == Self.failed(Self.refused))
        var redone = booking
        #expect(redone.handle(.redo) == [.save, .lookUp])
        #expect(booking.handle(.dropped(on: Self.day)) == [.save, .cancel(on: Self.day)])
    }

    @Test func `pauses grow to a quarter of an hour, for ever, until a policy stands`() {
        var booking = Self.booking(in: .queued)
        var pauses: [Duration] = []
        for _ in 0..<7 {
            _ = booking.handle(.resumed)
            for case .postpone(let pause, _) in booking.handle(Self.back(Self.later)) {
                pauses.append(pause)
            }
        }
        #expect(pauses == PolicyBooking.pauses + [.seconds(900), .seconds(900)])
    }

    @Test func `a saved booking goes on as the same one`() throws {
        for state in Self.states + [.cancelling] {
            var booking = Self.booking(in: state)
            (booking.lastDay, booking.isUnsure, booking.failures) = (Self.day, true, 3)
            let kept = try JSONEncoder().encode(booking)
            #expect(try JSONDecoder().decode(PolicyBooking.self, from: kept) == booking)
        }
    }
}
