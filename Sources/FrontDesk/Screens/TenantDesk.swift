import Registry

/// What the tenant's screens need of the desk that carries a check-in out.
///
/// Refusals never come back as errors: they are part of the next ``CheckIn`` as its notice.
protocol TenantDesk: Sendable {
    /// The present check-in.
    var checkIn: CheckIn { get async }
    /// The present check-in, then every change.
    func changes() async -> AsyncStream<CheckIn>
    /// An event that needs nothing besides itself.
    func deliver(_ event: CheckIn.Event) async
    /// A visitor touched the welcome screen: begins a session.
    func begin() async
    /// The visitor read the notice in its version `notice` and chose.
    func consent(to way: Consent.Way, notice: Int) async
    /// The visitor chose a room; whether it may be let is decided here, not on the screen.
    func choose(room: Identifier<Room>) async
    /// The visitor chose first day, months and phone.
    func chooseTerms(from: CalendarDate, months: Int, phone: String) async
    /// The visitor chose one of the insurances on offer, or none.
    func choose(insurance: Identifier<InsuranceProduct>?) async
    /// A tenant touched the welcome screen to leave for good: begins a session.
    func beginCheckOut() async
    /// A person touched the welcome screen to see what is kept of him: begins a session.
    func beginOwnData() async
    /// The tenant typed what his meters show.
    func readMeters(electricity: String, water: String) async
    /// The visitor signed.
    func sign(_ strokes: [[Signature.Point]]) async
    /// Every room of the village, those that cannot be let included.
    func offers() async throws -> [RoomOffer]
    /// The pages of the present draft as PNG.
    var preview: [[UInt8]] { get async }
    /// The newest frame as JPEG while the camera runs.
    func livePicture() async -> [UInt8]?
}

/// What every screen says of the desk itself.
struct DeskFacts: Sendable {
    /// The village's name.
    let village: String
    /// The clerk's phone.
    let phone: String
    /// Whether everything is marked 样张.
    let isTrial: Bool
    /// How long the question "are you still there" stands before everything is wiped.
    let wipe: Duration
    /// How long photos of documents are kept after a stay; `nil` where they are dropped.
    var photoDays: Int?

    /// The facts by the names that templates use.
    var values: [String: Any] {
        [
            "village": village, "phone": phone, "isTrial": isTrial,
            "wipeSeconds": wipe.components.seconds, "keepsPhoto": photoDays != nil,
            "photoDays": photoDays ?? 0,
        ]
    }
}
