import Registry

extension PolicyBooking {
    mutating func resumed() -> [PolicyAction] {
        switch state {
        case .queued: return move(to: .quoting) + [.quote]
        case .quoting: return [.quote]
        case .booking: return becomeUnknown()
        case .unknown: return [.lookUp]
        case .booked, .cancelled: return []
        case .failed(let fault): return isGivenUp ? [] : [.ask(fault)]
        case .cancelling: return cancel()
        }
    }

    mutating func quoted(_ premium: Money) -> [PolicyAction] {
        guard state == .quoting else { return [] }
        guard premium <= application.premium else { return fail(.premiumChanged) }
        return move(to: .booking) + [.book]
    }

    /// The insurer has told the policy. One that costs too much is in force all the same.
    mutating func settle(_ policy: Policy) -> [PolicyAction] {
        guard policy.status == .booked else { return fail(.refused(.cancelled)) }
        guard policy.premium <= application.premium else {
            isUnsure = true
            return fail(.premiumChanged)
        }
        failures = 0
        return move(to: .booked(policy))
    }

    mutating func found(_ policy: Policy) -> [PolicyAction] {
        switch state {
        case .unknown: settle(policy)
        case .cancelling:
            policy.status == .cancelled
                ? move(to: .cancelled) : retreat(to: .cancelling, InsuranceError.badAnswer.fault)
        default: []
        }
    }

    /// After an ending was confirmed nothing is left; else it is asked for again, with a pause:
    /// the first call may only be late.
    mutating func notFound() -> [PolicyAction] {
        switch state {
        case .unknown: retreat(to: .queued, InsuranceError.silent.fault)
        case .cancelling: move(to: .cancelled)
        default: []
        }
    }

    mutating func setBack(_ setback: Setback) -> [PolicyAction] {
        switch state {
        case .booking where !setback.nothingWasBooked: return becomeUnknown()
        case .quoting, .booking, .unknown, .cancelling: break
        default: return []
        }
        if setback.needsPerson { return fail(setback.fault) }
        switch state {
        case .quoting, .booking: return retreat(to: isUnsure ? .unknown : .queued, setback.fault)
        default: return retreat(to: state, setback.fault)
        }
    }

    mutating func cancelWanted(_ day: CalendarDate) -> [PolicyAction] {
        switch state {
        case .cancelled: return []
        case .cancelling: return cancel()
        case .failed(let fault) where lastDay != nil: return isGivenUp ? [] : [.ask(fault)]
        case .booked where !application.product.endsAtCheckOut:
            guard lastDay == nil else { return [] }
            lastDay = day
            return [.save]
        default: return end(on: day)
        }
    }

    mutating func redo() -> [PolicyAction] {
        guard case .failed = state, !isGivenUp else { return resumed() }
        failures = 0
        if lastDay != nil { return move(to: .cancelling) + cancel() }
        if isUnsure { return move(to: .unknown) + [.lookUp] }
        return move(to: .quoting) + [.quote]
    }

    mutating func dropped(_ day: CalendarDate) -> [PolicyAction] {
        switch state {
        case .booked, .cancelled: return []
        case .cancelling: return cancel()
        case .failed where lastDay != nil:
            guard !isGivenUp else { return [] }
            isGivenUp = true
            return [.save]
        default: return end(on: day)
        }
    }

    /// Ends what there may be; where nothing was ever sent there is nothing to end.
    private mutating func end(on day: CalendarDate) -> [PolicyAction] {
        lastDay = day
        failures = 0
        let mayExist =
            switch state {
            case .booking, .unknown, .booked: true
            default: isUnsure
            }
        return mayExist ? move(to: .cancelling) + cancel() : move(to: .cancelled)
    }

    private func cancel() -> [PolicyAction] { lastDay.map { [.cancel(on: $0)] } ?? [] }

    private mutating func becomeUnknown() -> [PolicyAction] {
        isUnsure = true
        return move(to: .unknown) + [.lookUp]
    }

    private mutating func fail(_ error: InsuranceError) -> [PolicyAction] { fail(error.fault) }

    private mutating func fail(_ fault: Fault) -> [PolicyAction] {
        move(to: .failed(fault)) + [.ask(fault)]
    }

    private mutating func retreat(to next: State, _ fault: Fault) -> [PolicyAction] {
        let pause = Self.pauses[min(failures, Self.pauses.count - 1)]
        failures = min(failures + 1, Self.pauses.count)
        return move(to: next) + [.postpone(pause, fault)]
    }

    private mutating func move(to next: State) -> [PolicyAction] {
        state = next
        return [.save]
    }
}
