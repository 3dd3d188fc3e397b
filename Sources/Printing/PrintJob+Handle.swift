import Registry

extension PrintJob {
    mutating func afterRestart() -> [PrintAction] {
        switch state {
        case .queued: [.begin]
        case .submitting, .accepted, .printing: [.lookUp]
        case .printed: isPurged ? [] : [.purge(name: name)]
        case .failed: (isPurged ? [] : [.purge(name: name)]) + [.ask(.printCancelled)]
        case .unknown: [.ask(.printUnknown)]
        }
    }

    mutating func begin() -> [PrintAction] {
        guard state == .queued else { return [] }
        return move(to: .submitting) + [.submit(name: name)]
    }

    mutating func submissionFailed(
        _ fault: Fault, _ nothingWasSubmitted: Bool
    ) -> [PrintAction] {
        guard state == .submitting else { return [] }
        guard nothingWasSubmitted else { return [.show(fault), .lookUpLater] }
        return move(to: .queued) + [.show(fault), .beginLater]
    }

    /// The spooler's view of the job, whether it came with the submission or from a look-up.
    mutating func looked(_ event: PrintEvent) -> [PrintAction] {
        let job: SpoolJob
        switch event {
        case .submitted(let submitted): job = submitted
        case .found(let found): job = found
        default: return []
        }
        guard state.isAtSpooler, job.name == name else { return [] }
        switch job.state {
        case .awaitingDocument:
            // Its document never came; saved first, so that a crash here starts the new attempt,
            // while the empty job is dropped by the spooler itself.
            return nextAttempt().flatMap { $0 == .save ? [$0, .cancel(name: job.name)] : [$0] }
        case .active(let lacking):
            let next: State = event == .submitted(job) ? .accepted : .printing
            return move(to: state == .printing ? .printing : next) + show(lacking)
                + [.lookUpLater]
        case .completed:
            return move(to: .printed) + show([]) + [.purge(name: name)]
        case .cancelled:
            return move(to: .failed) + show([]) + [.purge(name: name), .ask(.printCancelled)]
        }
    }

    mutating func notFound() -> [PrintAction] {
        guard state.isAtSpooler else { return [] }
        return move(to: .unknown) + show([]) + [.ask(.printUnknown)]
    }

    mutating func answered(_ sheetCameOut: Bool) -> [PrintAction] {
        guard state == .unknown else { return [] }
        guard sheetCameOut else { return nextAttempt() }
        isPurged = true  // The spooler has forgotten the job: nothing is left to delete.
        return move(to: .printed)
    }
}
