public import Registry

/// Why the platform did not do something: one case for each thing someone can do about it.
///
/// None holds a value of a row: what PostgreSQL says in words stays in its own log.
public enum PlatformError: UserFacing, Equatable {
    /// The connection's file is missing or unreadable.
    case parametersUnreadable
    /// Others than its owner may read the connection's file.
    case parametersTooOpen
    /// The database does not answer, or refuses us.
    case noDatabase
    /// The connection broke off: whether the step was recorded is not known.
    case databaseLost
    /// The database was busy with the same rows, or stopped the step.
    case databaseBusy(sqlState: String)
    /// Any other refusal of the database.
    case database(sqlState: String)
    /// A row does not hold what this version expects.
    case unexpectedRow(column: String)
    /// A text with U+0000 or a moment outside the years 1 to 9999.
    case unstorable
    /// The database lacks tables of this version, or is newer.
    case otherSchema
    /// A migration that was carried out reads differently now.
    case migrationAltered(String)
    /// The system refuses the platform's folder or a file in it; `errno`.
    case folderUnusable(Int32)
    /// The connection showed no certificate, or one that no kiosk has.
    case unknownCertificate
    /// The certificate has been revoked.
    case certificateRevoked
    /// The certificate's time is over.
    case certificateExpired
    /// A one-time code that was never given out, was used, or is too old.
    case codeRefused
    /// A certificate or its key cannot be read, or others may read the key.
    case certificateUnusable
    /// The certificate belongs to another kiosk.
    case otherKiosk
    /// There is no such village.
    case unknownVillage
    /// The body is no batch of events, or its sequences are not dense.
    case badBatch
    /// An event names another village or kiosk.
    case otherSource
    /// Events are missing before this batch; the sequence that is expected.
    case gap(expected: Int)
    /// The sequence is taken by another entry.
    case otherContent
    /// An entry's hash is not that of its content.
    case wrongHash
    /// An entry does not follow the one before it.
    case brokenChain
    /// There is no such tenancy in the village.
    case unknownTenancy
    /// A query parameter or a path is not what it should be.
    case badRequest
    /// The document's bytes have another SHA-256 than its name says.
    case otherDocument
}

extension PlatformError {
    public var fault: Fault { databaseFault ?? syncFault }

    private static let later = "系统繁忙，请稍后再试"

    private var databaseFault: Fault? {
        func broken(
            _ code: String, _ clerk: String, kind: Fault.Kind = .outOfOrder
        ) -> Fault {
            Fault(code, kind, tenant: Self.later, clerk: clerk)
        }
        return switch self {
        case .parametersUnreadable:
            broken("PF-01", "数据库连接文件缺失或无法读取：请先启动数据库，并核对 --folder。")
        case .parametersTooOpen:
            broken("PF-02", "数据库连接文件的权限过宽：请改为仅本程序账户可读写（0600）。")
        case .noDatabase:
            broken("PF-03", "数据库没有应答或拒绝连接：请检查数据库是否在运行。")
        case .databaseLost:
            broken("PF-04", "数据库连接中断，这一步是否写入尚不确定：请重做，重复提交不会重复登记。", kind: .tryAgain)
        case .databaseBusy(let state):
            broken("PF-05", "数据库正忙（\(state)），这一步没有写入：请重做。", kind: .tryAgain)
        case .database(let state):
            broken("PF-06", "数据库出错（\(state)），这一步没有写入：请查看数据库日志。")
        case .unexpectedRow(let column):
            broken("PF-07", "数据库内容与本版本不符（\(column)）：请核对程序版本，必要时用备份恢复。")
        case .unstorable:
            broken("PF-08", "提交的文字或时间无法存储：请检查后重新提交。", kind: .invalid)
        case .otherSchema:
            broken("PF-09", "数据库表与本版本程序不符：请运行 platform migrate，或换用较新的程序。")
        case .migrationAltered(let name):
            broken("PF-10", "已执行的数据库脚本 \(name) 被改动：请恢复原脚本，改动另写新脚本。")
        case .folderUnusable(let number):
            broken("PF-11", "平台文件夹无法读写（系统错误 \(number)）：请检查磁盘和文件权限。")
        case .certificateUnusable:
            broken("PF-12", "证书或密钥文件读不到、不配对，或权限过宽：密钥须仅本程序账户可读写（0600）。")
        default: nil
        }
    }

    private var syncFault: Fault {
        func refused(_ code: String, _ kind: Fault.Kind, _ clerk: String) -> Fault {
            Fault(code, kind, tenant: Self.later, clerk: clerk)
        }
        return switch self {
        case .unknownCertificate:
            refused("PF-20", .forbidden, "没有出示本平台签发的自助机证书：请在平台登记本机，用一次性登记码领取证书。")
        case .certificateRevoked:
            refused("PF-46", .forbidden, "这张自助机证书已被吊销：如仍要使用本机，请在平台重新登记并领取证书。")
        case .certificateExpired:
            refused("PF-47", .forbidden, "这张自助机证书已过期：请在平台重新登记并领取证书。")
        case .codeRefused:
            refused("PF-48", .forbidden, "登记码不对、用过或已超过 24 小时：请在平台重新登记本机，取得新的登记码。")
        case .otherKiosk:
            refused("PF-21", .forbidden, "证书属于另一台自助机：请核对本机编号与数据文件夹。")
        case .unknownVillage:
            refused("PF-22", .notFound, "平台没有这个村：请核对村编号。")
        case .otherSource:
            refused("PF-24", .forbidden, "事件来自另一个村或另一台自助机：请核对本机的数据文件夹与证书。")
        case .gap(let expected):
            refused("PF-25", .conflict, "前面的记录还没有收到：请从第 \(expected) 条重新上传。")
        case .otherContent:
            refused("PF-26", .conflict, "同一序号已有另一条记录：数据文件夹可能被还原或复制，请人工核对。")
        case .wrongHash:
            refused("PF-27", .invalid, "记录内容与校验值不符：请在自助机上查验日志链。")
        case .brokenChain:
            refused("PF-28", .conflict, "记录与前一条接不上：数据文件夹可能被还原或复制，请人工核对。")
        case .otherDocument:
            refused("PF-30", .invalid, "文件内容与所报的校验值不符：请重新上传。")
        case .unknownTenancy:
            refused("PF-45", .notFound, "平台没有这条登记：请核对编号，或等自助机上传。")
        case .badRequest:
            refused("PF-29", .invalid, "请求的参数或路径不对：请核对程序版本。")
        default:
            refused("PF-23", .invalid, "上传的内容不是一批连续的记录：请核对自助机与平台的程序版本。")
        }
    }
}
