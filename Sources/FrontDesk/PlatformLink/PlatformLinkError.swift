import Registry

/// Why the platform and this kiosk did not come together.
enum PlatformLinkError: UserFacing, Equatable {
    /// No answer, or none in time: the network or the platform is down.
    case unreachable
    /// The platform refuses this kiosk's certificate or code; its own code says why.
    case certificateRefused(code: String)
    /// It refused what was sent; its own code.
    case refused(code: String)
    /// An answer that makes no sense.
    case badAnswer
    /// The platform has entries that this journal does not: the folder is an older copy.
    case journalBehind
    /// There is no certificate yet.
    case notEnrolled
    /// Key or certificate cannot be read, or others may read the key.
    case identityUnusable
    /// The file with the authorities to trust cannot be read.
    case trustUnusable
    /// The file with the one-time code cannot be read.
    case codeFileUnusable

    var fault: Fault {
        let tenant = "请稍候，工作人员马上来"
        func fault(_ code: String, _ kind: Fault.Kind, _ clerk: String) -> Fault {
            Fault(code, kind, tenant: tenant, clerk: clerk)
        }
        return switch self {
        case .unreachable:
            fault("SY-01", .tryAgain, "连不上平台：登记照常进行，网络恢复后自动上传。")
        case .certificateRefused(let code):
            fault("SY-02", .outOfOrder, "平台不认本机的证书或登记码（\(code)）：请核对 platform.kiosk，或在平台重新登记本机。")
        case .refused(let code):
            fault("SY-03", .outOfOrder, "平台拒收上传的记录（\(code)）：登记仍在本机，请联系平台管理员。")
        case .badAnswer:
            fault("SY-04", .outOfOrder, "平台的应答无法识别：请核对 platform.url，或两边的版本。")
        case .journalBehind:
            fault(
                "SY-05", .outOfOrder,
                "平台上有本机没有的记录，数据文件夹可能是旧备份：请停止办理，联系平台管理员核对。")
        case .identityUnusable:
            fault("SY-06", .outOfOrder, "本机的平台私钥或证书读不到，或权限过宽：请改为仅本程序账户可读（0600）。")
        case .notEnrolled:
            fault("SY-07", .outOfOrder, "本机还没有平台证书：请用平台的登记码运行 frontdesk enrol。")
        case .trustUnusable:
            fault("SY-08", .outOfOrder, "读不到平台证书的签发机构文件：请核对 platform.trust_file。")
        case .codeFileUnusable:
            fault("SY-09", .outOfOrder, "读不到登记码文件：请核对 platform.enrolment_file 或 --code-file。")
        }
    }
}
