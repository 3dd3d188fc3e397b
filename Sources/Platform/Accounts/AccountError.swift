public import Registry

/// Why something about an account was not done.
public enum AccountError: UserFacing, Equatable {
    /// Id, password or code do not fit; which of them is never said.
    case refused
    /// The id is taken.
    case exists
    /// Nobody has this id.
    case unknown
    /// Village, street or landlord are not there.
    case unknownPlace

    public var fault: Fault {
        func fault(_ code: String, _ kind: Fault.Kind, _ clerk: String) -> Fault {
            Fault(code, kind, tenant: "请联系工作人员", clerk: clerk)
        }
        return switch self {
        case .refused:
            fault("PA-01", .forbidden, "账号、密码或动态码不正确，或动态码已用过：请核对后用新的动态码重试。")
        case .exists: fault("PA-02", .conflict, "这个账号已有人用：请换一个。")
        case .unknown: fault("PA-03", .notFound, "没有这个账号：请用 platform account list 核对。")
        case .unknownPlace: fault("PA-04", .notFound, "平台上没有这个村、街道或房东：请核对编号。")
        }
    }
}
