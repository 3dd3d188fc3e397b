/// How many faces are stored, beside the marks that the law sets.
public struct StoredFaces: Equatable, Sendable, Codable {
    /// From here on a filing is prepared.
    public static let warningAt = 80_000
    /// From here on the filing is due (人脸识别技术应用安全管理办法).
    public static let filingAt = 100_000
    /// Working days within which it is due.
    public static let filingDays = 30

    /// What the number asks for.
    public enum Duty: String, Sendable, Codable {
        /// Nothing.
        case none
        /// A filing is to be prepared.
        case prepare
        /// A filing with the province's authority is due within ``filingDays`` working days.
        case file
    }

    /// Stored faces.
    public let count: Int

    /// Takes a number.
    public init(count: Int) { self.count = count }

    /// What it asks for.
    public var duty: Duty {
        count >= Self.filingAt ? .file : count >= Self.warningAt ? .prepare : .none
    }

    /// One sentence for clerk and operator.
    public var chinese: String {
        let told = "存储的人脸 \(count) 个"
        switch duty {
        case .none: return told + "（\(Self.warningAt) 个起预警，\(Self.filingAt) 个起须备案）"
        case .prepare: return told + "，已过 \(Self.warningAt)：请准备向省级网信部门备案的材料"
        case .file: return told + "，已达 \(Self.filingAt)：须在 \(Self.filingDays) 个工作日内向省级网信部门备案"
        }
    }
}
