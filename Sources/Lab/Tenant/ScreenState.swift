/// What the kiosk's screen shows, as its event stream tells it: enough to act as a person would.
struct ScreenState: Equatable, Sendable, Decodable {
    struct RoomChoice: Equatable, Sendable, Decodable {
        let id: String
        let house: String
        let number: String
        let colour: String
        let freeBeds: Int
    }
    struct ProductChoice: Equatable, Sendable, Decodable {
        let id: String
    }

    /// Grows with every change.
    let revision: Int
    /// Name of the screen, such as `consent`.
    let screen: String
    /// What the visitor is asked to do with his head, while the camera looks.
    let prompt: String?
    /// Code of the fault on the screen.
    let notice: String?
    /// Whether the screen asks if somebody is still there.
    let asking: Bool
    let rooms: [RoomChoice]?
    /// Insurances to choose from.
    let products: [ProductChoice]?
    /// Where the printed paper stands.
    let paper: String?
    /// Where the insurance stands.
    let policy: String?
    /// Where the doors stand.
    let door: String?
    let tenancy: String?

    /// Whether everything that followed from what was recorded has come to its end.
    var isSettled: Bool {
        paper == "printed" && ["booked", "declined", "cancelled", "kept", "none"].contains(policy)
            && ["granted", "revoked", "none"].contains(door)
    }
}
