import Registry

/// What a machine is told that follows the screen as a person would.
///
/// It holds no name, number or phone: it is sent to whoever listens.
struct ScreenState: Encodable, Equatable {
    /// A room as the list shows it.
    struct Offer: Encodable, Equatable {
        let id: Identifier<Room>
        let house: String
        let number: String
        let colour: Colour
        let freeBeds: Int
    }

    /// An insurance as its card shows it.
    struct Product: Encodable, Equatable {
        let id: Identifier<InsuranceProduct>
        /// In fen, for the whole term.
        let premium: Money
    }

    /// Counts what was shown since the start.
    let revision: Int
    let screen: Screen
    /// What the visitor is told while his face is looked at.
    let prompt: String?
    /// Code of the fault on the screen.
    let notice: String?
    /// Whether the visitor is asked if he is still there.
    let asking: Bool
    /// On the screen `rooms`: all of them, those that cannot be let too.
    let rooms: [Offer]?
    /// On the screen `insurance`.
    let products: [Product]?
    /// On the screens `done` and `out-done`: `printing`, `printed` or `delayed`.
    let paper: String?
    /// On the screen `done`: `declined`, `booking`, `booked`, `delayed` or `cancelled`; on
    /// `out-done`: `none`, `cancelling`, `cancelled`, `kept` or `delayed`.
    let policy: String?
    /// The insurer's number, once booked.
    let policyNumber: String?
    /// On the screen `done`: `none`, `granting`, `granted`, `swipe` or `delayed`; on `out-done`:
    /// `none`, `revoking`, `revoked` or `delayed`.
    let door: String?
    /// On the screens `done` and `out-done`.
    let tenancy: Identifier<Tenancy>?

    init(_ checkIn: CheckIn, offers: [RoomOffer], revision: Int) {
        self.revision = revision
        screen = checkIn.state.screen
        notice = checkIn.state.fault?.code
        asking = checkIn.isAskingWhetherPresent
        if case .comparingFace(_, let prompt, _) = checkIn.state {
            self.prompt = prompt.name
        } else {
            prompt = nil
        }
        rooms = screen == .rooms ? offers.map(Offer.init) : nil
        if case .choosingInsurance(_, _, let terms, let offered) = checkIn.state {
            products = offered.map {
                Product(id: $0.id, premium: $0.premium(months: terms.months))
            }
        } else {
            products = nil
        }
        let outcome = Outcome(of: checkIn.state)
        (paper, tenancy, door) = (outcome?.paper, outcome?.tenancy, outcome?.door)
        (policy, policyNumber) = (outcome?.policy, outcome?.policyNumber)
    }

    /// What the last screen of a check-in or check-out says.
    private struct Outcome {
        let tenancy: Identifier<Tenancy>
        let paper: String
        let policy: String
        let policyNumber: String?
        let door: String

        init?(of state: CheckIn.State) {
            if case .registered(let receipt) = state {
                (tenancy, paper, door) = (receipt.tenancy, receipt.paper.name, receipt.door.name)
                (policy, policyNumber) = (receipt.policy.name, receipt.policy.number)
            } else if case .checkingOut(let checkOut) = state,
                case .ended(let receipt) = checkOut.state
            {
                (tenancy, paper, door) = (receipt.tenancy, receipt.paper.name, receipt.door.name)
                (policy, policyNumber) = (receipt.policy.name, nil)
            } else {
                return nil
            }
        }
    }
}

extension ScreenState.Offer {
    init(_ offer: RoomOffer) {
        self.init(
            id: offer.room.id, house: offer.house.address, number: offer.room.number,
            colour: offer.house.colour, freeBeds: offer.freeBeds)
    }
}

extension Receipt.Paper {
    /// The short name a machine follows.
    var name: String {
        switch self {
        case .printing: "printing"
        case .printed: "printed"
        case .delayed: "delayed"
        }
    }
}
