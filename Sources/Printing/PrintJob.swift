public import Registry

/// One document's way to paper, as a value: no clock, no spooler, no database.
///
/// Exactly once cannot be had through a spooler that may crash (observed with CUPS 2.4.2: after
/// kill -9 it forgets jobs or prints them again, and gives job numbers out twice). So: nothing is
/// lost silently, nothing is printed a second time without a person's yes, and a second sheet
/// would be the same document. ``handle(_:)`` names the work to do, in order; whoever does it
/// feeds the outcome back as the next event. `save` always comes before the effect that it guards.
public struct PrintJob: Equatable, Sendable, Codable {
    /// Where the job stands.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Nothing has been handed over in this attempt.
        case queued
        /// Being handed over; whether the spooler has it is not certain.
        case submitting
        /// The spooler has the whole document.
        case accepted
        /// The spooler was seen at work on it.
        case printing
        /// Every sheet is out.
        case printed
        /// It ended without a sheet; a person decides whether it is printed again.
        case failed
        /// Nobody knows; a person must say whether the sheet came out.
        case unknown
    }

    /// The tenancy whose paper it is.
    public let id: Identifier<Tenancy>
    /// Number of the document, such as `ZL20261122-0007`.
    public let document: String
    /// 1 for the first, 2 for the first reprint and so on.
    public let copy: Int
    /// 1 or more; a new attempt is a new job for the spooler.
    public private(set) var attempt: Int
    /// The present state.
    public private(set) var state: State
    /// What the printer lacks while it waits, as last shown.
    public private(set) var conditions: [PrinterCondition]
    /// Whether the spooler's copy of the document is gone.
    public internal(set) var isPurged: Bool

    /// A job of which nothing has been handed over.
    public init(id: Identifier<Tenancy>, document: String, copy: Int = 1) {
        (self.id, self.document, self.copy, attempt) = (id, document, copy, 1)
        (state, conditions, isPurged) = (.queued, [], false)
    }

    /// What the spooler knows it by: unique, without a personal value.
    public var name: String { "\(document)/\(copy)/\(attempt)" }
    /// Whether nothing is left to do after a restart.
    public var isFinished: Bool { state == .printed && isPurged }

    /// Applies one event and returns the work it calls for. Late and repeated events change
    /// nothing.
    public mutating func handle(_ event: PrintEvent) -> [PrintAction] {
        switch event {
        case .restarted: afterRestart()
        case .begin: begin()
        case .submitted, .found: looked(event)
        case .submissionFailed(let fault, let nothingWasSubmitted):
            submissionFailed(fault, nothingWasSubmitted)
        case .notFound: notFound()
        case .lookUpFailed(let fault): state.isAtSpooler ? [.show(fault), .lookUpLater] : []
        case .answered(let sheetCameOut): answered(sheetCameOut)
        case .printAgain: state == .failed ? nextAttempt() : []
        case .purged: purged()
        }
    }

    /// Moves to `next`; an effect that follows the save may rely on it.
    mutating func move(to next: State) -> [PrintAction] {
        guard state != next else { return [] }
        state = next
        return [.save]
    }

    mutating func nextAttempt() -> [PrintAction] {
        attempt += 1
        (state, conditions, isPurged) = (.queued, [], false)
        return [.save, .begin]
    }

    mutating func show(_ present: [PrinterCondition]) -> [PrintAction] {
        guard conditions != present else { return [] }
        conditions = present
        return [.save, .show(fault(for: present))]
    }

    private mutating func purged() -> [PrintAction] {
        guard state == .printed || state == .failed, !isPurged else { return [] }
        isPurged = true
        return [.save]
    }
}

extension PrintJob.State {
    var isAtSpooler: Bool { self == .submitting || self == .accepted || self == .printing }
}

/// What happened to a print job.
public enum PrintEvent: Equatable, Sendable {
    /// The kiosk started and found the job.
    case restarted
    /// It is the job's turn.
    case begin
    /// The spooler took the whole document.
    case submitted(SpoolJob)
    /// It did not; `nothingWasSubmitted` when that is certain.
    case submissionFailed(Fault, nothingWasSubmitted: Bool)
    /// The spooler knows a job of this name.
    case found(SpoolJob)
    /// It knows none.
    case notFound
    /// It did not answer.
    case lookUpFailed(Fault)
    /// A person looked at the tray.
    case answered(sheetCameOut: Bool)
    /// A person wants a failed job printed.
    case printAgain
    /// The spooler's copy of the document is gone.
    case purged
}

/// Work that a print job asks for.
public enum PrintAction: Equatable, Sendable {
    /// Store the job; nothing after it is done before that is durable.
    case save
    /// Send the event ``PrintEvent/begin`` now, or after a pause.
    case begin, beginLater
    /// Hand the document over under this name.
    case submit(name: String)
    /// Look the job up by its name now, or after a pause.
    case lookUp, lookUpLater
    /// Cancel the spooler's job of this name.
    case cancel(name: String)
    /// Delete the spooler's record and copy of the document.
    case purge(name: String)
    /// Show what the printer lacks; `nil` clears it.
    case show(Fault?)
    /// Ask a person; the answer comes as an event.
    case ask(Fault)
}
