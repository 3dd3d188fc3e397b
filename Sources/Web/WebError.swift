public import Registry

/// Why a request was not served.
public enum WebError: UserFacing, Equatable {
    /// Staff id, password or code do not fit; which of them is never said.
    case wrongPassword
    /// The ID card is nobody's who works here, or the PIN does not fit; which is never said.
    case wrongPIN
    /// Too many sign-ins failed; the next may be tried in a minute at the latest.
    case tooManyTries
    /// The table of rights does not give this to who asks.
    case notAllowed
    /// No session, or it has expired.
    case signedOut
    /// The form carries no token of this session, or comes from another page.
    case foreignForm
    /// The request is for another host than this one.
    case otherHost
    /// A field is missing, not a number, too long.
    case badForm
    /// What a clerk must give a reason for came without one.
    case reasonMissing
    /// No such page.
    case noSuchPage
    /// The body is larger than any form of ours.
    case tooLarge
    /// The files that set-up lays beside the program are missing.
    case missingAsset(String)
    /// A page names a template or a value that does not exist: a mistake of ours.
    case incompletePage(String)

    public var fault: Fault {
        let again = "请返回后再试一次"
        return switch self {
        case .wrongPassword:
            Fault(
                "WB-01", .forbidden, tenant: again,
                clerk: "工号、密码或动态码不正确，或动态码已用过：请核对后用新的动态码重试。")
        case .wrongPIN:
            Fault(
                "WB-20", .forbidden, tenant: again,
                clerk: "身份证没有登记，或 PIN 不正确：请核对后重试，或用密码登录。")
        case .tooManyTries:
            Fault(
                "WB-12", .forbidden, tenant: again,
                clerk: "登录失败次数过多：请等一分钟后再试，账号没有被锁定。")
        case .notAllowed:
            Fault(
                "WB-13", .forbidden, tenant: again,
                clerk: "您的角色不能办理这件事：请换有权限的账号登录。")
        case .signedOut:
            Fault(
                "WB-02", .forbidden, tenant: again,
                clerk: "登录已过期：请重新登录后再操作。")
        case .foreignForm:
            Fault(
                "WB-03", .forbidden, tenant: again,
                clerk: "这次提交不是从本页面发出：请刷新页面后再操作。")
        case .otherHost:
            Fault(
                "WB-19", .forbidden, tenant: again,
                clerk: "请求用的网址不是本机的：请用启动时显示的网址打开页面。")
        case .badForm:
            Fault(
                "WB-04", .invalid, tenant: "请检查填写的内容",
                clerk: "提交的内容缺项或格式不对：请检查后重新提交。")
        case .reasonMissing:
            Fault(
                "WB-09", .invalid, tenant: again,
                clerk: "没有填写理由：请写明核对依据或补打原因后再提交。")
        case .noSuchPage:
            Fault("WB-05", .notFound, tenant: again, clerk: "没有这个页面：请从首页重新进入。")
        case .tooLarge:
            Fault("WB-06", .invalid, tenant: again, clerk: "提交的内容过大：请减少内容后重新提交。")
        case .missingAsset(let name):
            Fault(
                "WB-07", .outOfOrder, tenant: "设备需要检查，请联系工作人员",
                clerk: "缺少页面文件 \(name)：请重新运行安装脚本。")
        case .incompletePage(let name):
            Fault(
                "WB-08", .outOfOrder, tenant: "请稍候，工作人员马上来",
                clerk: "页面模板不完整（\(name)）：请报修。")
        }
    }
}
