/// A way in which the reading of a document goes wrong.
///
/// A reader that reads cards by itself says 63 00 to every one of them; a security module names
/// what happened.
enum CardFault: String, CaseIterable, Codable, Sendable {
    /// The module finds no card.
    case noCard = "nocard"
    /// It cannot select the card.
    case select
    /// It cannot read it.
    case read
    /// It finds the commands' check bytes wrong.
    case checksum
    /// Card and module do not accept each other.
    case auth
    /// The module is not authorised.
    case unauthorised
    /// Its self test failed.
    case selfTest = "selftest"

    /// For the lab's own page.
    var title: String {
        switch self {
        case .noCard: "找不到卡"
        case .select: "选卡失败"
        case .read: "读卡失败"
        case .checksum: "校验和错误"
        case .auth: "认证失败"
        case .unauthorised: "安全模块未授权"
        case .selfTest: "自检失败"
        }
    }
}
