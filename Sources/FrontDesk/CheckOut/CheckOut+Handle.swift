import Registry

extension CheckOut {
    /// Applies one event and returns the work it calls for; `nil` for one that has no place
    /// here and changes nothing.
    mutating func handle(_ event: Event) -> [Effect]? {
        switch event {
        case .agreed, .readerFailed, .readerReady, .cardPresent, .cardRead, .found:
            identify(on: event)
        case .metersRead, .metersRefused, .drawn, .confirmed, .recorded, .back:
            settle(on: event)
        case .paper, .policy, .door: tell(event)
        case .failed(let fault): fail(fault)
        case .restarted: restart()
        }
    }

    /// From the notice to knowing who leaves.
    private mutating func identify(on event: Event) -> [Effect]? {
        switch (event, state) {
        case (.agreed, .consenting):
            state = .awaitingCard(notice: nil)
        case (.readerFailed(let fault), .awaitingCard), (.readerFailed(let fault), .readingCard):
            state = .awaitingCard(notice: fault)
        case (.readerReady, .awaitingCard(let notice?)) where notice.kind == .outOfOrder:
            state = .awaitingCard(notice: nil)
        case (.cardPresent, .awaitingCard):
            state = .readingCard
            return [.readCard]
        case (.cardRead(let number), .readingCard):
            // A document that has expired meanwhile still tells who leaves.
            state = .finding
            return [.findTenancy(number: number)]
        case (.found(let tenant), .finding):
            state = .readingMeters(tenant, notice: nil)
        default:
            return nil
        }
        return []
    }

    /// From the meters to the record.
    private mutating func settle(on event: Event) -> [Effect]? {
        switch (event, state) {
        case (.metersRead(let meters), .readingMeters(let tenant, _)):
            state = .drawing(tenant, meters)
            return [.draw(tenant, meters)]
        case (.metersRefused(let fault), .readingMeters(let tenant, _)):
            state = .readingMeters(tenant, notice: fault)
        case (.drawn(let settlement), .drawing):
            state = .reviewing(settlement, notice: nil)
        case (.back, .reviewing(let settlement, _)):
            state = .readingMeters(settlement.tenant, notice: nil)
        case (.confirmed, .reviewing(let settlement, _)):
            state = .recording(settlement)
            return [.record(settlement)]
        case (.recorded(let receipt), .recording):
            state = .ended(receipt)
        default:
            return nil
        }
        return []
    }

    /// News of what follows from the end: for its own tenancy only, and twice is once.
    private mutating func tell(_ news: Event) -> [Effect]? {
        guard case .ended(var receipt) = state else { return nil }
        switch news {
        case .paper(receipt.tenancy, let paper): receipt.paper = paper
        case .policy(receipt.tenancy, let policy): receipt.policy = policy
        case .door(receipt.tenancy, let door): receipt.door = door
        default: return nil
        }
        state = .ended(receipt)
        return []
    }

    /// A step came to nothing: the same step again where that helps.
    private mutating func fail(_ fault: Fault) -> [Effect]? {
        switch state {
        case .awaitingCard, .readingCard, .finding:
            state = .awaitingCard(notice: fault)
        case .drawing(let tenant, _):
            state = .readingMeters(tenant, notice: fault)
        case .recording(let settlement):
            switch fault.kind {
            // Somebody else has ended the tenancy, or it is gone: nothing is left to confirm.
            case .conflict, .forbidden, .notFound: state = .over(fault)
            case .tryAgain, .invalid, .outOfOrder: state = .reviewing(settlement, notice: fault)
            }
        default:
            return nil
        }
        return []
    }

    /// After a restart: an unfinished look at the card is dropped with a word, a settlement is
    /// drawn up anew since its pictures were not kept, what was being recorded is recorded (once:
    /// its number is known).
    private mutating func restart() -> [Effect]? {
        switch state {
        case .consenting, .awaitingCard, .readingCard, .finding, .over:
            state = .over(.restarted)
            return []
        case .readingMeters, .ended:
            return []
        case .drawing(let tenant, let meters):
            return [.draw(tenant, meters)]
        case .reviewing(let settlement, _):
            state = .drawing(settlement.tenant, settlement.meters)
            return [.draw(settlement.tenant, settlement.meters)]
        case .recording(let settlement):
            return [.record(settlement)]
        }
    }
}

extension Settlement {
    /// Whose it is.
    var tenant: StayingTenant { StayingTenant(tenancy: lease.tenancy, lease: lease) }
}

extension CheckIn {
    /// A step of the check-out within this visit.
    mutating func goOn(_ checkOut: CheckOut, on event: CheckOut.Event) -> [Effect]? {
        var checkOut = checkOut
        guard let effects = checkOut.handle(event) else { return nil }
        if case .over(let fault) = checkOut.state { return end(fault) }
        state = .checkingOut(checkOut)
        return effects.map { $0 == .readCard ? .readCard : .checkOut($0) }
    }
}

extension CheckIn.Event {
    /// The same for a check-out; `nil` for what the visit around it answers.
    var ofCheckOut: CheckOut.Event? {
        switch self {
        case .checkOut(let event): event
        case .readerFailed(let fault): .readerFailed(fault)
        case .readerReady: .readerReady
        case .cardPresent: .cardPresent
        case .cardRead(let document, _): .cardRead(number: document.number)
        case .failed(let fault): .failed(fault)
        case .paper(let tenancy, let paper): .paper(tenancy, paper)
        case .back: .back
        case .restarted: .restarted
        default: nil
        }
    }
}

extension CheckIn.State {
    /// Whether a card is asked for, without a word about the last one.
    var asksForCard: Bool {
        switch self {
        case .awaitingCard(_, notice: nil): true
        case .checkingOut(let checkOut): checkOut.state == .awaitingCard(notice: nil)
        default: false
        }
    }
}
