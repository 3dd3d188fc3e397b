public import Registry

/// Why a passport was not read: one case for each different thing that someone can do about it.
public enum PassportError: Error, Equatable {
    /// A passport lies there, but neither its machine-readable zone nor its CAN was given.
    case accessMissing
    /// What was typed is no machine-readable zone or CAN: a digit was read or typed wrongly.
    case accessUnreadable
    /// The chip refuses the zone or the CAN: it belongs to another data page.
    case accessRefused
    /// The chip offers no access method that is spoken here.
    case unsupported
    /// The chip's answers are damaged or of another chip; its status word when it gave one.
    case unreadable(status: UInt16?)
    /// An answer under secure messaging was not authentic: the session is over.
    case sessionBroken
    /// The cryptographic library refused its work.
    case cryptography
    /// A folder or list of issuing authorities is unreadable.
    case issuersUnreadable
}

extension PassportError: UserFacing {
    public var fault: Fault {
        switch self {
        case .accessMissing:
            Fault(
                "CR-31", .invalid, tenant: "请输入护照资料页下方的两行字符",
                clerk: "放上的是护照：请录入资料页机读区（或卡片接入号 CAN）后再读。")
        case .accessUnreadable:
            Fault(
                "CR-32", .invalid, tenant: "请核对资料页下方的字符后重输",
                clerk: "录入的机读区校验位不符或长度不对：请对照资料页逐字核对。")
        case .accessRefused:
            Fault(
                "CR-33", .invalid, tenant: "请核对资料页下方的字符后重输",
                clerk: "芯片拒绝了录入的机读区或 CAN：请核对是否为同一本护照的资料页。")
        case .unsupported:
            Fault(
                "CR-34", .invalid, tenant: "这本护照请联系工作人员办理",
                clerk: "芯片只支持本机没有的读取方式：请人工核验护照并登记。")
        case .unreadable(let status):
            Fault(
                "CR-35", .tryAgain, tenant: "请拿开护照，再重新放好",
                clerk: "护照芯片内容读不完整\(status.map { "（状态 \(hexText($0))）" } ?? "")"
                    + "：请重放一次，仍不行则芯片可能损坏，请人工核验。")
        case .sessionBroken:
            Fault(
                "CR-36", .tryAgain, tenant: "请拿开护照，再重新放好",
                clerk: "与护照芯片的加密通道中断：请重放一次，仍不行则请人工核验。")
        case .cryptography:
            Fault(
                "CR-37", .outOfOrder, tenant: "请稍候或联系工作人员",
                clerk: "本机密码库拒绝运算：请检查 libssl 安装，仍不行请报修。")
        case .issuersUnreadable:
            Fault(
                "CR-38", .outOfOrder, tenant: "请稍候或联系工作人员",
                clerk: "签发国证书文件夹或清单读不出：请核对路径和文件内容。")
        }
    }
}

/// Upper-case hexadecimal of a status word.
private func hexText(_ status: UInt16) -> String {
    let digits = String(status, radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.utf8.count) + digits
}
