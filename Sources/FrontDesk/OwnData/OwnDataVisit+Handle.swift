import Registry
import Storage

extension OwnDataVisit {
    /// Applies one event and returns the work it calls for; `nil` for one that has no place
    /// here and changes nothing.
    mutating func handle(_ event: Event) -> [Effect]? {
        switch (event, state) {
        case (.gathered(let own), .gathering):
            state = .showing(own, notice: nil)
        case (.print(let kind), .showing(var own, _)):
            // One that is on its way or has come out is not printed again by a second touch.
            guard own.printable.contains(kind), own.papers[kind] == nil else { return nil }
            own.papers[kind] = .printing
            state = .showing(own, notice: nil)
            return [.print(kind, own)]
        case (.askToWithdraw, .showing(let own, _)) where own.canWithdraw:
            state = .confirming(own)
        case (.back, .confirming(let own)):
            state = .showing(own, notice: nil)
        case (.confirmWithdrawal, .confirming(let own)):
            state = .withdrawing(own)
            return [.withdraw(own)]
        case (.withdrawn(let own), .withdrawing):
            return prove(own)
        case (.paper(let kind, let paper), .showing(var own, let notice)):
            guard own.papers[kind] != nil else { return nil }
            own.papers[kind] = paper
            state = .showing(own, notice: notice)
        case (.failed(let fault), _): return fail(fault)
        case (.restarted, _): return restart()
        default: return nil
        }
        return []
    }

    /// The proof is printed without being asked for.
    private mutating func prove(_ withdrawn: OwnData) -> [Effect] {
        var own = withdrawn
        own.papers[.printWithdrawal] = .printing
        state = .showing(own, notice: nil)
        return [.print(.printWithdrawal, own)]
    }

    private mutating func fail(_ fault: Fault) -> [Effect]? {
        switch state {
        case .gathering: state = .over(fault)
        case .withdrawing(let own): state = .showing(own, notice: fault)
        case .showing(var own, _):
            // A paper that was not even drawn up may be asked for again.
            own.papers = own.papers.filter { $0.value != .printing }
            state = .showing(own, notice: fault)
        case .confirming, .over: return nil
        }
        return []
    }

    /// What was begun is done once: looks, papers and withdrawals know their repeats.
    private mutating func restart() -> [Effect] {
        switch state {
        case .gathering(let identified): return [.gather(identified)]
        case .showing(let own, _):
            return own.papers.filter { $0.value == .printing }.keys
                .sorted { $0.rawValue < $1.rawValue }.map { .print($0, own) }
        case .confirming(let own): state = .showing(own, notice: nil)
        case .withdrawing(let own): return [.withdraw(own)]
        case .over: break
        }
        return []
    }
}

extension CheckIn {
    /// What a visit is for.
    enum Purpose: String, Equatable, Sendable, Codable {
        case checkIn
        /// To see what is kept of oneself.
        case ownData
    }

    /// He is known to be his document's holder: on to what he came for.
    mutating func arrive(_ identified: Identified) -> [Effect] {
        switch purpose {
        case .checkIn:
            state = .choosingRoom(identified, notice: nil)
            return []
        case .ownData:
            state = .viewing(OwnDataVisit(state: .gathering(identified)))
            return [.own(.gather(identified))]
        }
    }

    /// A step of the look at one's own data within this visit.
    mutating func goOn(_ visit: OwnDataVisit, on event: OwnDataVisit.Event) -> [Effect]? {
        var visit = visit
        guard let effects = visit.handle(event) else { return nil }
        if case .over(let fault) = visit.state { return end(fault) }
        state = .viewing(visit)
        return effects.map(Effect.own)
    }
}

extension CheckIn.Event {
    /// The same for a look at one's own data; `nil` for what the visit around it answers.
    func ofOwnData(at tenancy: Identifier<Tenancy>?) -> OwnDataVisit.Event? {
        switch self {
        case .own(let event): event
        case .personPaper(tenancy, let kind, let paper): .paper(kind, paper)
        case .failed(let fault): .failed(fault)
        case .back: .back
        case .restarted: .restarted
        default: nil
        }
    }
}
