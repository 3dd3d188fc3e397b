/// Sex as documents state it (GB/T 2261.1).
public enum Sex: Int, Sendable, Codable {
    case unknown = 0
    case male = 1
    case female = 2
    case unstated = 9

    /// 男, 女, or a dash where the document does not say.
    public var chinese: String {
        switch self {
        case .male: "男"
        case .female: "女"
        case .unknown, .unstated: "—"
        }
    }
}
