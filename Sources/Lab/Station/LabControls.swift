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
    /// A residence permit for Hong Kong, Macao and Taiwan.
    case hmt
    /// A foreigner's permanent residence card of 2017.
    case foreigner2017
    /// A foreigner's permanent residence card of 2023.
    case foreigner2023
    /// No identity document at all.
    case bankCard = "bank"
    /// The tenant's passport, of a made-up state.
    case passport
    /// A MIFARE Classic 1K.
    case doorCard = "door"

    /// For the lab's own page.
    var title: String {
        switch self {
        case .tenant: "身份证"
        case .second: "第二张身份证"
        case .expired: "过期的身份证"
        case .stranger: "别人的身份证"
        case .hmt: "港澳台居民居住证"
        case .foreigner2017: "外国人永久居留身份证（2017）"
        case .foreigner2023: "外国人永久居留身份证（2023）"
        case .bankCard: "银行卡"
        case .passport: "护照"
        case .doorCard: "门卡"
        }
    }

    /// The card's answers, perhaps going wrong by `fault`; `photos` are the 1,024-byte photo fields
    /// by person.
    func card(photos: [LabPerson: [UInt8]], fault: CardFault? = nil) -> VirtualCard {
        if self == .passport { return .passport(nil) }
        guard let (specimen, person) = specimen else {
            return self == .doorCard ? .doorCard : .bankCard
        }
        return VirtualCard(specimen.with(photo: photos[person] ?? []), fault: fault)
    }

    /// What is printed on it and whose portrait it has; `nil` for no card of
    /// the module's.
    private var specimen: (CardSpecimen, LabPerson)? {
        switch self {
        case .tenant: (.tenant, .tenant)
        case .second: (.longTerm, .tenant)
        case .expired: (.expired, .tenant)
        case .stranger: (.second, .other)
        case .hmt: (.hmt, .tenant)
        case .foreigner2017: (.foreigner2017, .tenant)
        case .foreigner2023: (.foreigner2023, .tenant)
        case .bankCard, .doorCard, .passport: nil
        }
    }
}

/// What can be done to the reader and the card on it besides laying a card down.
enum ReaderMischief: String, CaseIterable, Codable, Sendable {
    /// The tenant's card is laid down and pulled away in the middle of its reading.
    case pull
    /// The tenant's card is laid down and never answers.
    case silent
    /// The PC/SC service ends, and starts again.
    case serviceOff = "service-off"
    case serviceOn = "service-on"
    /// The reader's plug is pulled, and put in again.
    case readerOff = "reader-off"
    case readerOn = "reader-on"

    /// For the lab's own page.
    var title: String {
        switch self {
        case .pull: "放上，读到一半拿走"
        case .silent: "放上，一直不应答"
        case .serviceOff: "停读卡服务"
        case .serviceOn: "启读卡服务"
        case .readerOff: "拔掉读卡器"
        case .readerOn: "插上读卡器"
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
