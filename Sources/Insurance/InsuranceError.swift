public import Registry

/// Why an insurer did not do what was asked: one case for each thing someone can do about it.
public enum InsuranceError: Error, Equatable {
    /// No connection; nothing was sent.
    case unreachable
    /// The request may have arrived, no whole answer came in time.
    case silent
    /// The insurer's service answered with this status of 500 or more.
    case outOfService(status: Int)
    /// The other end's certificate is not one of our insurer; nothing was sent.
    case untrusted
    /// The clocks of the two ends differ by more than 300 s.
    case clocksDiffer
    /// An answer that is not signed with our secret, or that makes no sense.
    case badAnswer
    /// The insurer refuses.
    case refused(RefusalReason)
    /// The insurer does not carry this product.
    case unknownProduct
    /// It costs more than the tenant agreed to.
    case premiumChanged
    /// What kiosk.conf says of the insurer cannot be used.
    case settingsWrong(CarrierSetting)
    /// The catalogue cannot be used; every fault found in it.
    case catalogueFaulty([CatalogueFault])
}

/// Why an insurer refuses. A word of its own is not passed on: it could quote the tenant.
public enum RefusalReason: String, Sendable, CaseIterable {
    case age
    case document
    case phone
    case place
    case term
    case otherContents
    case cancelled
    case signature
    case other

    /// For the clerk.
    var chinese: String {
        switch self {
        case .age: "年龄不在承保范围"
        case .document: "证件号码不被接受"
        case .phone: "手机号码不被接受"
        case .place: "住址不在承保范围"
        case .term: "保险期限不被接受"
        case .otherContents: "同一申请号已有不同内容"
        case .cancelled: "保单已经终止"
        case .signature: "不认可本机的身份或签名"
        case .other: "其他原因"
        }
    }
}

/// A part of the settings of an insurer's service.
public enum CarrierSetting: String, Sendable {
    case address = "地址"
    case client = "客户号"
    case secretMissing = "密钥文件不存在或不能读"
    case secretTooOpen = "密钥文件的权限须为 0600"
    case secretDamaged = "密钥文件为空、过短或过长"
    case trustRoots = "证书文件不能读"
}

extension InsuranceError {
    /// Whether it stays so until a person does something.
    public var needsPerson: Bool {
        switch self {
        case .unreachable, .silent, .outOfService, .untrusted, .clocksDiffer: false
        default: true
        }
    }

    /// Whether a booking that failed with this error surely left no policy behind.
    public var nothingWasBooked: Bool {
        switch self {
        case .silent, .outOfService, .badAnswer, .clocksDiffer: false
        default: true
        }
    }
}

extension InsuranceError: UserFacing {
    public var fault: Fault {
        switch self {
        case .unreachable, .silent, .outOfService, .untrusted, .clocksDiffer: serviceFault
        case .settingsWrong, .catalogueFaulty: setUpFault
        default: answerFault
        }
    }

    /// What passes by itself, or once somebody has looked after line, clock or certificate.
    private var serviceFault: Fault {
        let later = "保险稍后自动办理，不影响入住"
        return switch self {
        case .unreachable:
            Fault(
                "IN-01", .tryAgain, tenant: later,
                clerk: "连不上保险公司：检查网络；恢复后会自动继续，无需重做。")
        case .outOfService(let status):
            Fault(
                "IN-03", .tryAgain, tenant: later,
                clerk: "保险公司系统故障（HTTP \(status)）：会自动重试；久不恢复请致电保险公司。")
        case .untrusted:
            Fault(
                "IN-04", .outOfOrder, tenant: later,
                clerk: "对方证书不是所配置的保险公司：核对 kiosk.conf 中的证书文件与本机时间，会自动重试。")
        case .clocksDiffer:
            Fault(
                "IN-05", .outOfOrder, tenant: later,
                clerk: "本机与保险公司的时钟相差超过五分钟：校准本机时间，之后会自动继续。")
        default:
            Fault(
                "IN-02", .tryAgain, tenant: later,
                clerk: "保险公司没有按时应答：先查询是否已承保，再自动继续，请勿另行投保。")
        }
    }

    private var answerFault: Fault {
        let atDesk = "保险请到前台办理"
        return switch self {
        case .refused(let reason):
            Fault(
                "IN-07", .forbidden, tenant: atDesk,
                clerk: "保险公司拒绝：\(reason.chinese)。更正后重新预约，或不再投保。")
        case .unknownProduct:
            Fault(
                "IN-08", .notFound, tenant: atDesk,
                clerk: "保险公司没有这种产品：核对 insurance/products.json 中的产品编号。")
        case .premiumChanged:
            Fault(
                "IN-09", .conflict, tenant: atDesk,
                clerk: "保费高于租客同意的金额：与租客商量；不再投保，或保费恢复后重新预约。")
        default:
            Fault(
                "IN-06", .outOfOrder, tenant: atDesk,
                clerk: "保险公司的应答签名不符或内容有误：核对密钥文件，再重新预约；仍不行请致电保险公司。")
        }
    }

    private var setUpFault: Fault {
        let atDesk = "保险请到前台办理"
        return switch self {
        case .catalogueFaulty(let faults):
            Fault(
                "IN-11", .outOfOrder, tenant: atDesk,
                clerk: "保险产品目录有误：\(faults.map(\.chinese).joined(separator: "；"))。")
        case .settingsWrong(let setting):
            Fault(
                "IN-10", .outOfOrder, tenant: atDesk,
                clerk: "kiosk.conf 中保险公司的设置不能使用（\(setting.rawValue)）：更正后重新启动。")
        default: .unexpected
        }
    }
}
