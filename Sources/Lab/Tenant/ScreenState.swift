/// What the kiosk's screen shows, as its event stream tells it: enough to act as a person would.
struct ScreenState: Equatable, Sendable, Decodable {
    struct RoomChoice: Equatable, Sendable, Decodable {
        let id: String
        let house: String
        let number: String
        let colour: String
        let freeBeds: Int
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
    /// Where the printed lease stands.
    let paper: String?
    let tenancy: String?
}
