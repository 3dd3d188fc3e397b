public import Registry

/// Why something was not kept or not found: one case for each thing someone can do about it.
public enum StorageError: UserFacing, Equatable {
    /// Another program has the data folder open.
    case folderInUse
    /// The folder was made for the other purpose; what it was made for.
    case otherPurpose(DataFolder.Purpose)
    /// Written by an older version of this program.
    case olderFolder
    /// Written by a newer version of this program.
    case newerFolder
    /// The system refuses the folder or a file in it; `errno`.
    case folderUnusable(Int32)
    /// The key file is not the one this folder was sealed with.
    case otherKey
    /// No room left on the disk, or too little to promise anything.
    case diskFull
    /// The database's bytes make no sense.
    case damaged
    /// Any other failure of the database; SQLite's extended result code.
    case database(Int32)
    /// A document that should be in the archive is not there.
    case documentMissing
    /// A document in the archive is not what was put there.
    case documentDamaged
    /// A document larger than the archive takes.
    case documentTooLarge
    /// The lease's document was not archived before the tenancy was to be recorded.
    case notArchived
    /// The tenancy is recorded already, with another lease or another document.
    case differentRepeat
    /// There is no such record.
    case unknownRecord
    /// The record has moved on; the step does not fit its present state.
    case movedOn
    /// The exception does not offer this remedy.
    case remedyNotOffered
    /// This remedy needs a reason.
    case reasonMissing
    /// Wrong staff number or password; which of them is not said.
    case signInRefused
    /// There is somebody with this staff number.
    case staffExists
    /// A backup was cut, altered, or is of another kiosk.
    case backupDamaged
    /// A backup is laid out in a new folder only.
    case folderNotEmpty
    /// A PIN has six to eight digits.
    case pinLength
    /// Somebody else at the desk signs in with this ID card.
    case staffCardTaken
    /// Somebody else's card has this number at the same controller.
    case cardTaken
}

extension StorageError {
    private static let callStaff = "设备需要检查，请联系工作人员"

    public var fault: Fault { folderFault ?? recordFault }

    private var folderFault: Fault? {
        let tenant = Self.callStaff
        func broken(_ code: String, _ clerk: String) -> Fault {
            Fault(code, .outOfOrder, tenant: tenant, clerk: clerk)
        }
        return switch self {
        case .folderInUse:
            broken("ST-01", "数据文件夹正被另一个程序使用：请先停止那个程序，再启动本程序。")
        case .otherPurpose(let made):
            broken("ST-02", "这个数据文件夹是\(made.chinese)用的，与设置中的 trial 不符：请换一个数据文件夹。")
        case .olderFolder:
            broken("ST-03", "数据文件夹由旧版本程序建立，本版本不能使用：请换回旧版本，或另设新的数据文件夹。")
        case .newerFolder:
            broken("ST-04", "数据文件夹由更新版本的程序建立：请升级本程序后再启动。")
        case .folderUnusable(let number):
            broken("ST-05", "数据文件夹无法读写（系统错误 \(number)）：请检查磁盘和文件权限。")
        case .otherKey:
            broken("ST-06", "密钥文件与数据文件夹不符：请恢复与这个数据文件夹同时备份的密钥文件。")
        case .diskFull:
            broken("ST-07", "磁盘空间不足，登记已停止，没有写入任何内容：请清理磁盘后重做这一步。")
        case .damaged:
            broken("ST-08", "资料库内容损坏：请停止登记，用备份恢复数据文件夹。")
        case .backupDamaged:
            broken("ST-30", "备份文件损坏、不完整，或不属于这套密钥：请换用另一份备份。")
        case .folderNotEmpty:
            broken("ST-31", "数据文件夹不是空的，不能在其中恢复备份：请把 data.folder 设为新的文件夹。")
        case .database(let code):
            broken("ST-09", "资料库出错（代码 \(code)），这一步没有写入：请重做，仍不行请检查磁盘。")
        default: nil
        }
    }

    private var recordFault: Fault {
        let tenant = Self.callStaff
        func wrong(_ code: String, _ kind: Fault.Kind, _ clerk: String) -> Fault {
            Fault(code, kind, tenant: tenant, clerk: clerk)
        }
        return switch self {
        case .documentMissing:
            wrong("ST-10", .notFound, "档案中找不到这份文件：请查验档案，必要时用备份恢复。")
        case .documentDamaged:
            wrong("ST-11", .outOfOrder, "档案中的文件被改动或损坏：请查验档案，用备份恢复。")
        case .documentTooLarge:
            wrong("ST-12", .invalid, "文件超过 20 兆字节，不能存档：请检查合同表单。")
        case .notArchived:
            wrong("ST-13", .conflict, "合同尚未存档，登记没有写入：请重新生成合同后再登记。")
        case .differentRepeat:
            wrong("ST-14", .conflict, "这次登记已用另一份合同写入：请在租住列表中核对，不要重复办理。")
        case .movedOn:
            wrong("ST-16", .conflict, "这条记录的状态已经改变：请刷新页面后再操作。")
        case .remedyNotOffered:
            wrong("ST-17", .invalid, "这件事不能这样处理：请选择所列的处理办法。")
        case .reasonMissing:
            wrong("ST-18", .invalid, "请写明理由后再确认。")
        case .signInRefused:
            wrong("ST-19", .forbidden, "工号、密码或动态码不对，请重新输入。")
        case .staffExists:
            wrong("ST-20", .conflict, "这个工号已有人使用，请换一个。")
        case .pinLength:
            wrong("ST-26", .invalid, "PIN 码须为 6 至 8 位数字，请换一个。")
        case .staffCardTaken:
            wrong("ST-27", .conflict, "这张身份证已用于另一个工号：请核对后换一张。")
        case .cardTaken:
            wrong("ST-21", .conflict, "这张卡号在同一门禁上已属于另一位租客：请核对是谁的卡，换一张再刷。")
        default:
            wrong("ST-15", .notFound, "没有这条记录，请核对编号。")
        }
    }
}
