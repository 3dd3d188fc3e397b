/// A card the lab can lay on the reader; all are specimens 样张.
enum LabCard: String, CaseIterable, Codable, Sendable {
    /// The tenant's own valid card.
    case tenant
    /// A second valid card with the same portrait, for a second visit.
    case second
    /// Its validity is over.
    case expired
    /// A valid card with another person's portrait.
    case stranger
    /// No identity document at all.
    case bankCard = "bank"
    /// The tenant's passport, of a made-up state.
    case passport

    /// For the lab's own page.
    var title: String {
        switch self {
        case .tenant: "身份证"
        case .second: "第二张身份证"
        case .expired: "过期的身份证"
        case .stranger: "别人的身份证"
        case .bankCard: "银行卡"
        case .passport: "护照"
        }
    }

    /// The card's answers; `photos` are the 1,024-byte photo fields by person.
    func card(photos: [LabPerson: [UInt8]]) -> VirtualCard {
        let (own, other) = (photos[.tenant] ?? [], photos[.other] ?? [])
        return switch self {
        case .tenant: VirtualCard(CardSpecimen.tenant.with(photo: own))
        case .second: VirtualCard(CardSpecimen.longTerm.with(photo: own))
        case .expired: VirtualCard(CardSpecimen.expired.with(photo: own))
        case .stranger: VirtualCard(CardSpecimen.second.with(photo: other))
        case .bankCard: .bankCard
        case .passport: .passport(nil)
        }
    }
}

/// The twins' handles, for a hand on the lab's page, the virtual tenant, and tests.
protocol LabControls: Sendable {
    /// Lays `card` on the reader; a card that lies there is taken away first.
    func insertCard(_ card: LabCard) async throws
    /// Takes the card away.
    func removeCard() async throws
    /// Moves the head before the camera.
    ///
    /// - Returns: how long the movement itself takes; it goes on when this returns.
    func moveHead(_ command: HeadMotion.Command) async throws -> Duration
}
