public import Registry

/// Why a controller did not do as asked: one case for each different thing that helps.
public enum DoorLockError: Error, Equatable {
    /// No reply to any try.
    case silent
    /// Replies came, none of them sound.
    case badAnswer
    /// Another board answers at this address.
    case otherController
    /// The address is not `host:port`, or the host has no IPv4 address.
    case badAddress
    /// The kiosk has no socket to give; `errno`.
    case noSocket(Int32)
    /// A number that means something else to controllers.
    case wrongCardNumber
    /// The first day comes after the last.
    case wrongDays
    /// A door that the controller does not have, or none at all.
    case wrongDoors
    /// The controller does not store the card: most likely it is full.
    case cardRefused
    /// The controller does not delete the card.
    case removalRefused
    /// The controller does not open the door.
    case doorRefused
    /// Asked to open, no answer: nobody knows whether the door opened.
    case openingUnknown
    /// The controller's clock cannot be set.
    case clockRefused
    /// What was written is not what is read back.
    case readBackDiffers
    /// Nobody swiped an unknown card in time.
    case notSwiped
}

extension DoorLockError: UserFacing {
    public var fault: Fault {
        switch self {
        case .silent, .badAnswer, .otherController, .badAddress, .noSocket: lineFault
        case .wrongCardNumber, .wrongDays, .wrongDoors, .cardRefused, .removalRefused,
            .readBackDiffers, .notSwiped:
            cardFault
        case .doorRefused, .openingUnknown, .clockRefused: doorFault
        }
    }

    /// Between kiosk and controller.
    private var lineFault: Fault {
        let wait = "门禁暂时连不上，请联系工作人员"
        return switch self {
        case .badAnswer:
            Fault(
                "DL-02", .outOfOrder, tenant: wait,
                clerk: "该地址的应答不是门禁控制器的格式：请核对地址和端口，是否被其他设备占用。")
        case .otherController:
            Fault(
                "DL-03", .outOfOrder, tenant: wait,
                clerk: "该地址应答的是另一台门禁控制器：请核对登记的序列号和地址。")
        case .badAddress:
            Fault(
                "DL-04", .invalid, tenant: wait,
                clerk: "门禁控制器的地址无效或无法解析：请按“主机:端口”填写，如 192.0.2.10:60000。")
        case .noSocket(let number):
            Fault(
                "DL-05", .outOfOrder, tenant: wait,
                clerk: "本机无法建立网络连接（errno \(number)）：请检查网卡，仍不行请重启服务。")
        default:
            Fault(
                "DL-01", .outOfOrder, tenant: wait,
                clerk: "门禁控制器没有应答：请检查其电源、网线和地址；恢复后自动继续。")
        }
    }

    /// About a card's record.
    private var cardFault: Fault {
        let callStaff = "门卡未开通，请联系工作人员"
        return switch self {
        case .wrongDays:
            Fault(
                "DL-07", .invalid, tenant: callStaff,
                clerk: "门卡的起始日晚于截止日：请核对租期。")
        case .wrongDoors:
            Fault(
                "DL-08", .invalid, tenant: callStaff,
                clerk: "控制器没有所选的门，或没有选门：请核对房屋的门号设置。")
        case .cardRefused:
            Fault(
                "DL-09", .outOfOrder, tenant: callStaff,
                clerk: "控制器拒绝存卡，多半是卡表已满：请清理不用的卡后重试。")
        case .removalRefused:
            Fault(
                "DL-10", .outOfOrder, tenant: "门卡未注销，请联系工作人员",
                clerk: "控制器拒绝删卡：请重试，仍不行请重启控制器。")
        case .readBackDiffers:
            Fault(
                "DL-14", .outOfOrder, tenant: callStaff,
                clerk: "写入后回读不一致：稍后自动重试；反复出现请查是否有其他软件在改这台控制器。")
        case .notSwiped:
            Fault(
                "DL-15", .tryAgain, tenant: "请再试一次，在门口刷身份证",
                clerk: "一分钟内该门没有收到未登记的卡：请重新开始，让租客在所选的门刷卡。")
        default:
            Fault(
                "DL-06", .invalid, tenant: "这张证件请在门口刷卡登记",
                clerk: "算出的卡号不能用：请在门口刷卡，以读头报告的卡号登记。")
        }
    }

    /// About doors and clock.
    private var doorFault: Fault {
        switch self {
        case .openingUnknown:
            Fault(
                "DL-12", .conflict, tenant: "请看门是否已开，没开请再试",
                clerk: "开门命令已发出但没有应答，门是否打开不明：请到门口查看，不会自动重发。")
        case .clockRefused:
            Fault(
                "DL-13", .outOfOrder, tenant: "请联系工作人员",
                clerk: "控制器没有接受对时：请核对本机时间，仍不行请重启控制器。")
        default:
            Fault(
                "DL-11", .outOfOrder, tenant: "门没有打开，请联系工作人员",
                clerk: "控制器拒绝开门：请查该门是否设为常闭或被联锁。")
        }
    }
}
