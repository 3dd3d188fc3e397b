public import Registry

/// One try to make a controller agree with a grant, as a value: no clock, no line, no database.
///
/// Looks before it writes, and believes only what it reads back. What a controller holds under
/// the card's number is overwritten whoever wrote it: the same number is the same card.
/// ``handle(_:)`` names the work to do; whoever does it feeds the outcome back as the next event.
/// After `retryLater` the event `begin` starts over.
public struct GrantReconciliation: Equatable, Sendable {
    /// What the controller should hold under one number; `nil` is nothing.
    private struct Target: Equatable, Sendable {
        let number: UInt32
        let wanted: DoorCard?
    }
    private enum Step: Equatable, Sendable { case resting, looking, writing, readingBack, done }

    private let grant: DoorGrant
    private let targets: [Target]
    private var place = 0
    private var step = Step.resting
    /// Where the grant stands.
    public private(set) var state: DoorGrantState

    /// Prepares a try.
    ///
    /// - Parameters:
    ///   - grant: what is wanted now.
    ///   - formerNumber: the number this grant was applied with before, when that is known; it
    ///     is removed when the grant's card has another one by now.
    ///   - keeping: numbers that other wanted grants have at this controller, such as the same
    ///     tenant's next lease; these are never removed.
    public init(grant: DoorGrant, formerNumber: UInt32? = nil, keeping: Set<UInt32> = []) {
        self.grant = grant
        let wanted = grant.isWanted ? grant.card : nil
        let unwanted = [formerNumber, grant.card?.number].compactMap { $0 }
            .filter { $0 != wanted?.number && !keeping.contains($0) }
        var targets: [Target] = []
        for number in unwanted where targets.last?.number != number {
            targets.append(Target(number: number, wanted: nil))
        }
        if let wanted { targets.append(Target(number: wanted.number, wanted: wanted)) }
        self.targets = targets
        state = .pending(nil)
    }

    /// Applies one event and returns the work it calls for. Late and repeated events change
    /// nothing.
    public mutating func handle(_ event: GrantEvent) -> [GrantAction] {
        switch (step, event) {
        case (.resting, .begin):
            place = 0
            return look()
        case (.looking, .found(let card)):
            return card == target?.wanted ? next() : write()
        case (.writing, .written):
            return move(to: .readingBack)
        case (.readingBack, .found(let card)):
            return card == target?.wanted ? next() : rest(DoorLockError.readBackDiffers.fault)
        case (.looking, .failed(let fault)), (.writing, .failed(let fault)),
            (.readingBack, .failed(let fault)):
            return rest(fault)
        default:
            return []
        }
    }

    private var target: Target? { targets.indices.contains(place) ? targets[place] : nil }

    private mutating func look() -> [GrantAction] {
        target == nil ? finish() : move(to: .looking)
    }

    private mutating func move(to next: Step) -> [GrantAction] {
        step = next
        return target.map { [.read($0.number)] } ?? []
    }

    private mutating func write() -> [GrantAction] {
        step = .writing
        return target.map { [$0.wanted.map(GrantAction.put) ?? .remove($0.number)] } ?? []
    }

    private mutating func next() -> [GrantAction] {
        place += 1
        return look()
    }

    private mutating func rest(_ fault: Fault) -> [GrantAction] {
        (step, state) = (.resting, .pending(fault))
        return [.retryLater(fault)]
    }

    private mutating func finish() -> [GrantAction] {
        step = .done
        guard grant.isWanted else {
            state = .revoked
            return [.revoked(revision: grant.revision)]
        }
        guard grant.card != nil else {
            state = .awaitingSwipe
            return [.awaitSwipe]
        }
        state = .applied
        return [.applied(revision: grant.revision)]
    }
}

/// What happened while a grant is reconciled.
public enum GrantEvent: Equatable, Sendable {
    /// It is the grant's turn.
    case begin
    /// The controller holds this under the number read.
    case found(DoorCard?)
    /// The controller said that it did what was asked.
    case written
    /// It did not, or nobody knows.
    case failed(Fault)
}

/// Work that a reconciliation asks for.
public enum GrantAction: Equatable, Sendable {
    /// Read the card with this number; the answer is ``GrantEvent/found(_:)``.
    case read(UInt32)
    /// Store the card; the answer is ``GrantEvent/written``.
    case put(DoorCard)
    /// Delete the card with this number; the answer is ``GrantEvent/written``.
    case remove(UInt32)
    /// Record that the controller was seen to agree with this revision.
    case applied(revision: Int)
    /// Record that the controller was seen without the card of this revision.
    case revoked(revision: Int)
    /// Record the fault; send ``GrantEvent/begin`` after a pause.
    case retryLater(Fault)
    /// Have the card swiped at the door: its number is not known.
    case awaitSwipe
}
