public import Registry

/// Why something about a village's houses was not done.
public enum VillageError: UserFacing, Equatable {
    /// No house has this id or an address that begins so.
    case unknownHouse
    /// So many houses' addresses begin so.
    case severalHouses(Int)
    /// The village has no such kiosk.
    case unknownKiosk
    /// There is no such request.
    case unknownRequest
    /// The identity number's length, date or check character is wrong.
    case wrongNumber
    /// The last day is before the first.
    case wrongDays

    public var fault: Fault {
        let again = "请核对后重新提交"
        return switch self {
        case .unknownHouse:
            Fault("PV-01", .notFound, tenant: again, clerk: "没有这幢房屋：请核对编号或地址。")
        case .severalHouses(let count):
            Fault(
                "PV-02", .invalid, tenant: again,
                clerk: "有 \(count) 幢房屋的地址这样开头：请写完整的地址或编号。")
        case .unknownKiosk:
            Fault("PV-03", .notFound, tenant: again, clerk: "本村没有这台自助机：请核对其编号。")
        case .unknownRequest:
            Fault("PV-04", .notFound, tenant: again, clerk: "没有这份申请：请核对编号。")
        case .wrongNumber:
            Fault("PV-05", .invalid, tenant: again, clerk: "身份证号码不正确：请核对每一位后重新提交。")
        case .wrongDays:
            Fault("PV-06", .invalid, tenant: again, clerk: "退租日早于入住日：请核对日期后重新提交。")
        }
    }
}
