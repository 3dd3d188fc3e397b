public import Registry

/// Why no document was read: one case for each different thing that someone can do about it.
public enum CardReaderError: Error, Equatable {
    /// Nothing lies on the reader.
    case noCard
    /// The document left before it was read to the end, or another one took its place.
    case cardRemoved
    /// A bank card, a phone, a door card.
    case notIdentityCard
    /// The answers are no document; the reader's status word when it gave one.
    case unreadable(status: UInt16?)
    /// A document of a family that is not read here.
    case unknownType
    /// The PC/SC service does not run.
    case serviceDown
    /// The service knows no reader whose name begins as configured.
    case readerMissing
    /// Another program holds the reader.
    case readerBusy
    /// No answer within the limit.
    case silent
    /// Any other PC/SC status.
    case reader(status: UInt32)
    /// Card and security module did not accept each other.
    case cardRefused
    /// The security module's self test failed.
    case moduleFailed
    /// The security module is not authorised, or no longer.
    case moduleNotAuthorised
}

extension CardReaderError: UserFacing {
    public var fault: Fault {
        let wait = "读卡器正在恢复，请稍候或联系工作人员"
        return switch self {
        case .noCard:
            Fault(
                "CR-01", .tryAgain, tenant: "请将身份证平放在读卡区",
                clerk: "读卡区没有证件：请租客放好身份证。")
        case .cardRemoved:
            Fault(
                "CR-02", .tryAgain, tenant: "请重新放好身份证，读完再拿开",
                clerk: "证件在读完前被拿开或换了一张：请拿开后重放。")
        case .notIdentityCard:
            Fault(
                "CR-03", .invalid, tenant: "请放上您本人的身份证",
                clerk: "放上的不是身份证（银行卡、手机、门卡等）：请换身份证；确是身份证则芯片可能损坏，请人工核验。")
        case .unreadable(let status):
            Fault(
                "CR-04", .tryAgain, tenant: "请拿开身份证，再重新放好",
                clerk: "证件内容读不完整\(status.map { "（状态 \(hexText($0))）" } ?? "")"
                    + "：请重放一次，仍不行则芯片可能损坏，请人工核验。")
        case .unknownType:
            Fault(
                "CR-05", .invalid, tenant: "这种证件请联系工作人员办理",
                clerk: "证件的类别代码本机不认识：请人工登记，并查有无读卡器或本软件的新版本。")
        case .serviceDown:
            Fault(
                "CR-06", .outOfOrder, tenant: wait,
                clerk: "读卡服务 pcscd 没有运行：请启动该服务，恢复后本机自动继续。")
        case .readerMissing:
            Fault(
                "CR-07", .outOfOrder, tenant: wait,
                clerk: "没有找到读卡器：请查连线和供电，再核对 kiosk.conf 中读卡器的名称或串口。")
        case .readerBusy:
            Fault(
                "CR-08", .outOfOrder, tenant: wait,
                clerk: "读卡器被其他程序独占：请关闭该程序。")
        case .silent:
            Fault(
                "CR-09", .tryAgain, tenant: "请拿开身份证，再重新放好",
                clerk: "证件或读卡器没有应答：请租客重放，仍不行请拔插读卡器。")
        case .reader(let status):
            Fault(
                "CR-10", .outOfOrder, tenant: wait,
                clerk: "读卡器报错（PC/SC \(hexText(status))）：请拔插读卡器，仍不行请报修。")
        case .cardRefused:
            Fault(
                "CR-11", .invalid, tenant: "请联系工作人员核对证件",
                clerk: "证件与读卡器的安全模块互不认可：疑为伪造或芯片损坏，请人工核验。")
        case .moduleFailed:
            Fault(
                "CR-12", .outOfOrder, tenant: wait,
                clerk: "读卡器的安全模块自检失败：请断电重启读卡器，仍不行请报修。")
        case .moduleNotAuthorised:
            Fault(
                "CR-13", .outOfOrder, tenant: wait,
                clerk: "读卡器的安全模块未经授权：请联系读卡器供应商。")
        }
    }
}

/// Upper-case hexadecimal with all of the type's digits.
private func hexText(_ value: some FixedWidthInteger) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: value.bitWidth / 4 - digits.utf8.count) + digits
}
