import Foundation
import Registry
import Testing

@testable import Printing

@Suite struct PrintJobTests {
    typealias Row = (PrintJob.State, PrintEvent, PrintJob.State, [PrintAction])

    static let name = "ZL20261122-0007/1/1"
    static let next = "ZL20261122-0007/1/2"
    static let offline = PrintingError.spoolerUnreachable.fault
    static let empty = fault(for: [.mediaEmpty])

    static func found(_ state: SpoolState, name: String = name) -> PrintEvent {
        .found(SpoolJob(id: 7, uuid: "urn:uuid:x", name: name, state: state))
    }
    static func submitted(_ state: SpoolState) -> PrintEvent {
        .submitted(SpoolJob(id: 7, uuid: "urn:uuid:x", name: name, state: state))
    }

    /// Every pair that changes something; all others leave the job as it is, without work.
    static let table: [Row] =
        [
            (.queued, .restarted, .queued, [.begin]),
            (.queued, .begin, .submitting, [.save, .submit(name: name)]),
            (.submitting, .restarted, .submitting, [.lookUp]),
            (.accepted, .restarted, .accepted, [.lookUp]),
            (.printing, .restarted, .printing, [.lookUp]),
            (.printed, .restarted, .printed, [.purge(name: name)]),
            (.failed, .restarted, .failed, [.purge(name: name), .ask(.printCancelled)]),
            (.unknown, .restarted, .unknown, [.ask(.printUnknown)]),
            (.submitting, submitted(.active(faults: [])), .accepted, [.save, .lookUpLater]),
            (
                .submitting, .submissionFailed(offline, nothingWasSubmitted: true), .queued,
                [.save, .show(offline), .beginLater]
            ),
            (
                .submitting, .submissionFailed(offline, nothingWasSubmitted: false), .submitting,
                [.show(offline), .lookUpLater]
            ),
            (.failed, .printAgain, .queued, [.save, .begin]),
            (.unknown, .answered(sheetCameOut: true), .printed, [.save]),
            (.unknown, .answered(sheetCameOut: false), .queued, [.save, .begin]),
            (.printed, .purged, .printed, [.save]),
            (.failed, .purged, .failed, [.save]),
            (.accepted, submitted(.active(faults: [])), .accepted, [.lookUpLater]),
            (.printing, submitted(.active(faults: [])), .printing, [.lookUpLater]),
        ] + [.submitting, .accepted, .printing].flatMap(atSpooler)

    /// What the spooler's answers mean, the same in the three states in which it may have the job.
    static func atSpooler(_ state: PrintJob.State) -> [Row] {
        let saved: [PrintAction] = state == .printing ? [] : [.save]
        return [
            (state, found(.active(faults: [])), .printing, saved + [.lookUpLater]),
            (
                state, found(.active(faults: [.mediaEmpty])), .printing,
                saved + [.save, .show(empty), .lookUpLater]
            ),
            (state, found(.completed), .printed, [.save, .purge(name: name)]),
            (state, submitted(.completed), .printed, [.save, .purge(name: name)]),
            (
                state, found(.cancelled), .failed,
                [.save, .purge(name: name), .ask(.printCancelled)]
            ),
            (state, found(.awaitingDocument), .queued, [.save, .cancel(name: name), .begin]),
            (state, .notFound, .unknown, [.save, .ask(.printUnknown)]),
            (state, .lookUpFailed(offline), state, [.show(offline), .lookUpLater]),
        ]
    }

    static let events: [PrintEvent] = [
        .restarted, .begin, .notFound, .lookUpFailed(offline), .printAgain, .purged,
        .answered(sheetCameOut: true), .answered(sheetCameOut: false),
        .submissionFailed(offline, nothingWasSubmitted: true),
        .submissionFailed(offline, nothingWasSubmitted: false),
        submitted(.active(faults: [])), submitted(.completed),
        found(.active(faults: [])), found(.active(faults: [.mediaEmpty])), found(.completed),
        found(.cancelled), found(.awaitingDocument),
    ]

    @Test func `every state takes every event as the table says`() throws {
        for state in PrintJob.State.allCases {
            for event in Self.events {
                var job = try job(in: state)
                let before = job
                let actions = job.handle(event)
                if let row = Self.table.first(where: { $0.0 == state && $0.1 == event }) {
                    #expect(job.state == row.2, "\(state) × \(event)")
                    #expect(actions == row.3, "\(state) × \(event)")
                } else {
                    #expect(job == before && actions.isEmpty, "\(state) × \(event)")
                }
            }
        }
    }

    @Test func `a document is only ever handed over after the job was saved`() throws {
        for state in PrintJob.State.allCases {
            for event in Self.events {
                var job = try job(in: state)
                let actions = job.handle(event)
                guard let submit = actions.firstIndex(of: .submit(name: job.name)) else { continue }
                #expect(actions[..<submit].contains(.save), "\(state) × \(event)")
                #expect(job.state == .submitting)
            }
        }
    }

    @Test func `without a person's yes a document the spooler may have is not handed over again`()
        throws
    {
        let noPerson = Self.events.filter {
            $0 != .printAgain && $0 != .answered(sheetCameOut: false)
                && $0 != Self.found(.awaitingDocument)
        }
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(state: seed)
        for _ in 0..<2_000 {
            var job = PrintJob(id: Identifier("t"), document: "ZL20261122-0007")
            var mayHaveIt = false
            for _ in 0..<12 {
                let event = noPerson.randomElement(using: &random) ?? .restarted
                if event == .submissionFailed(Self.offline, nothingWasSubmitted: true) {
                    mayHaveIt = mayHaveIt && job.state != .submitting
                }
                let submits = job.handle(event).contains(.submit(name: job.name))
                #expect(!(submits && mayHaveIt), "seed \(seed)")
                mayHaveIt = mayHaveIt || submits
            }
        }
    }

    @Test func `a new attempt has a new name, and the old job's news no longer count`() {
        var job = PrintJob(id: Identifier("t"), document: "ZL20261122-0007")
        _ = job.handle(.begin)
        _ = job.handle(.notFound)
        _ = job.handle(.answered(sheetCameOut: false))
        #expect(job.handle(.begin) == [.save, .submit(name: Self.next)])
        #expect(job.handle(Self.found(.completed)).isEmpty)
        #expect(job.state == .submitting)
    }

    @Test func `missing paper is shown once and cleared when the printer goes on`() {
        var job = PrintJob(id: Identifier("t"), document: "ZL20261122-0007")
        _ = job.handle(.begin)
        _ = job.handle(Self.found(.active(faults: [.mediaEmpty])))
        #expect(job.handle(Self.found(.active(faults: [.mediaEmpty]))) == [.lookUpLater])
        let goesOn = job.handle(Self.found(.active(faults: [])))
        #expect(goesOn == [.save, .show(nil), .lookUpLater])
    }

    @Test func `a printed job with nothing left at the spooler is finished`() {
        var job = PrintJob(id: Identifier("t"), document: "ZL20261122-0007")
        _ = job.handle(.begin)
        _ = job.handle(Self.found(.completed))
        #expect(!job.isFinished)
        _ = job.handle(.purged)
        #expect(job.isFinished && job.handle(.restarted).isEmpty)
    }

    @Test func `a saved job reads back as it was`() throws {
        for state in PrintJob.State.allCases {
            let job = try job(in: state)
            let saved = try JSONEncoder().encode(job)
            #expect(try JSONDecoder().decode(PrintJob.self, from: saved) == job)
        }
    }

    /// A job in `state`, reached by events alone.
    private func job(in state: PrintJob.State) throws -> PrintJob {
        var job = PrintJob(id: Identifier("t"), document: "ZL20261122-0007")
        let way: [PrintEvent] =
            switch state {
            case .queued: []
            case .submitting: [.begin]
            case .accepted: [.begin, Self.submitted(.active(faults: []))]
            case .printing: [.begin, Self.found(.active(faults: []))]
            case .printed: [.begin, Self.found(.completed)]
            case .failed: [.begin, Self.found(.cancelled)]
            case .unknown: [.begin, .notFound]
            }
        for event in way { _ = job.handle(event) }
        try #require(job.state == state)
        return job
    }
}
