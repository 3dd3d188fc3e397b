/// What people are told about an error: one value, three readers.
public struct Fault: Equatable, Sendable, Codable {
    /// Decides what happens next: the retry at the desk, the status code over HTTP.
    public enum Kind: String, Sendable, Codable {
        /// The same step may succeed when done again.
        case tryAgain
        /// What was given is wrong and stays wrong.
        case invalid
        /// What was named does not exist.
        case notFound
        /// The present state does not allow it.
        case conflict
        /// A rule or a right does not allow it.
        case forbidden
        /// A device or a service does not work; a person must look after it.
        case outOfOrder
    }

    /// Stable code in the corner of the screen and in the log, such as `CR-02`. Never reused.
    public let code: String
    /// Sort of fault.
    public let kind: Kind
    /// What the tenant should do next. One sentence, no blame, no technical word.
    public let tenant: String
    /// For the clerk: the cause, then the remedy. No personal value.
    public let clerk: String

    /// Creates a fault.
    public init(_ code: String, _ kind: Kind, tenant: String, clerk: String) {
        (self.code, self.kind, self.tenant, self.clerk) = (code, kind, tenant, clerk)
    }
}

/// An error that can be put before a person. Anything else is logged and shown as `FD-00`.
public protocol UserFacing: Error {
    /// The wording for this error.
    var fault: Fault { get }
}

extension Fault {
    /// The wording for any error; what is not ``UserFacing`` becomes `FD-00`, its details are
    /// for the log only.
    public init(_ error: any Error) {
        self = (error as? any UserFacing)?.fault ?? .unexpected
    }

    /// An error nobody foresaw.
    public static let unexpected = Fault(
        "FD-00", .outOfOrder, tenant: "请稍候，工作人员马上来",
        clerk: "程序出现未预料的错误，详情见运行日志；请重做这一步，仍不行请报修。")
}
