/// What goes wrong with one of the insurer's next answers; what is booked stays booked.
enum InsurerFault: String, CaseIterable, Sendable {
    /// The service answers 500 and does nothing.
    case failOnce = "fail-once"
    /// The next booking is made, and no answer comes.
    case timeoutOnce = "timeout-once"
    /// The answer's body comes twice, signed so.
    case doubledOnce = "doubled-once"
    /// The answer is altered on its way.
    case alteredOnce = "altered-once"
    /// The answer is a megabyte long, signed.
    case oversizeOnce = "oversize-once"
    /// The answer's time is an hour old, signed.
    case staleOnce = "stale-once"
    /// The answer is signed as one to another path.
    case otherPathOnce = "other-path-once"

    /// For the lab's page.
    var title: String {
        switch self {
        case .failOnce: "下一次答 500"
        case .timeoutOnce: "下一次承保后不应答"
        case .doubledOnce: "下一个应答重复"
        case .alteredOnce: "下一个应答被改"
        case .oversizeOnce: "下一个应答过大"
        case .staleOnce: "下一个应答过时"
        case .otherPathOnce: "下一个应答张冠李戴"
        }
    }

    /// Whether it strikes the answer to `request`.
    func strikes(_ request: InsurerExchange.Request) -> Bool {
        self != .timeoutOnce || request.method == "PUT"
    }

    /// Alters `reply`, before it is signed and after.
    func alter(beforeSigning reply: inout InsurerExchange.Reply) {
        switch self {
        case .doubledOnce: reply.body += reply.body
        case .oversizeOnce: reply.body += [UInt8](repeating: 0x20, count: 1 << 20)
        default: break
        }
    }

    func alter(afterSigning reply: inout InsurerExchange.Reply) {
        guard self == .alteredOnce, let last = reply.body.indices.last else { return }
        reply.body[last] ^= 1
    }
}

/// What the lab's insurer can be told, on its page and by command.
enum InsurerSwitch: Equatable, Sendable {
    case isOn(Bool)
    case refuses(Bool)
    case isDearer(Bool)
    case next(InsurerFault)

    /// `on`, `off`, `refuse`, `accept`, `dearer`, `normal`, or a fault's name.
    init?(_ word: String) {
        switch word {
        case "on", "off": self = .isOn(word == "on")
        case "refuse", "accept": self = .refuses(word == "refuse")
        case "dearer", "normal": self = .isDearer(word == "dearer")
        default:
            guard let fault = InsurerFault(rawValue: word) else { return nil }
            self = .next(fault)
        }
    }

    /// Every word.
    static let words =
        ["on", "off", "refuse", "accept", "dearer", "normal"]
        + InsurerFault.allCases.map(\.rawValue)
}
