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
    /// On the screen `done`: `printing`, `printed` or `delayed`.
    let paper: String?
    /// On the screen `done`.
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
        if case .registered(let receipt) = checkIn.state {
            (paper, tenancy) = (receipt.paper.name, receipt.tenancy)
        } else {
            (paper, tenancy) = (nil, nil)
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
