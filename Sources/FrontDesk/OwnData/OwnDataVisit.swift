import Printing
import Registry
import Storage

/// A person's look at what the kiosk keeps of him, as a value within the ``CheckIn`` that carries
/// it. It begins where he is known to be his document's holder.
///
/// Notice, card, comparison, sessions and idleness are those of the visit around it.
struct OwnDataVisit: Equatable, Sendable, Codable {
    /// Where he is.
    enum State: Equatable, Sendable, Codable {
        /// What is kept of him is being looked up.
        case gathering(Identified)
        case showing(OwnData, notice: Fault?)
        /// He is asked once more whether he withdraws.
        case confirming(OwnData)
        /// What came from the comparison of faces is being deleted.
        case withdrawing(OwnData)
        /// Nothing can be shown: the visit ends with a word.
        case over(Fault)
    }

    var state: State

    /// What can happen. Restart and going back are the visit's own events.
    enum Event: Equatable, Sendable {
        case gathered(OwnData)
        /// One of the papers he may have.
        case print(EffectKind)
        case askToWithdraw
        case confirmWithdrawal
        /// It is done; the data as they are from now on.
        case withdrawn(OwnData)
        case paper(EffectKind, Receipt.Paper)
        case back
        case failed(Fault)
        case restarted
    }

    /// Work to be carried out.
    enum Effect: Equatable, Sendable {
        /// Look up what is kept of him, and record the look.
        case gather(Identified)
        case print(EffectKind, OwnData)
        case withdraw(OwnData)
    }

    /// Whether the next step is his.
    var awaitsVisitor: Bool {
        switch state {
        case .gathering, .withdrawing: false
        case .showing, .confirming, .over: true
        }
    }

    /// Whether a deletion was begun: it is not interrupted.
    var isWithdrawing: Bool { if case .withdrawing = state { true } else { false } }

    /// What is on the screen.
    var shown: OwnData? {
        switch state {
        case .showing(let own, _), .confirming(let own), .withdrawing(let own): own
        case .gathering, .over: nil
        }
    }
}

/// What the screen shows of a person's data, masked where others may see it.
struct OwnData: Equatable, Sendable, Codable {
    /// Whose; the print-out is drawn up from the records anew.
    let document: IdentityDocument
    /// His newest stay that is kept here; `nil` where nothing is kept.
    let tenancy: Identifier<Tenancy>?
    let sections: [PaperSection]
    /// Whether anything came from a comparison of faces that he can have deleted.
    let canWithdraw: Bool
    /// When he withdrew, the last time.
    var withdrawnAt: Timestamp?
    /// How far the papers have come that he asked for.
    var papers: [EffectKind: Receipt.Paper] = [:]

    /// The papers he may have now.
    var printable: [EffectKind] {
        guard tenancy != nil else { return [] }
        return [.printOwnData, withdrawnAt == nil ? .printConsent : .printWithdrawal]
    }
}
