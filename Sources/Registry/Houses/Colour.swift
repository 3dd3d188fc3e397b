/// A house's grade by its last assessment 四色管理.
public enum Colour: String, Sendable, Codable, CaseIterable {
    /// Declared, not assessed yet, or the assessment has lapsed.
    case grey
    /// A veto item failed.
    case red
    /// Only general items failed; defects are to be mended by a date.
    case yellow
    /// Everything passed.
    case green

    /// Whether new tenants may move in.
    public var mayBeLet: Bool { self == .green || self == .yellow }
    /// The name on screens.
    public var chinese: String {
        switch self {
        case .grey: "灰色"
        case .red: "红色"
        case .yellow: "黄色"
        case .green: "绿色"
        }
    }
}
