public import Registry

/// Why something could not be sealed or opened.
public enum SealingError: UserFacing, Equatable {
    /// There is no key file where data was sealed with one.
    case keyFileMissing
    /// Others than the owner may read or write the key file.
    case keyFileTooOpen
    /// The key file does not hold exactly 32 bytes.
    case keyFileDamaged
    /// The system refused the key file; `errno`.
    case keyFileUnusable(Int32)
    /// Altered, moved from its place, or sealed with another key.
    case notOpened
    /// The value cannot be written down, or the system lacks memory.
    case notSealed
    /// Sealed with a key that was destroyed at the end of its records' time.
    case keyDestroyed
    /// The key ring cannot be read or its keys do not open.
    case keyRingDamaged
    /// The key ring is wrapped with another master key.
    case otherMaster
    /// The service manager keeps the master key, so the program cannot change it.
    case masterIsCredential
    /// The TPM does not seal or open: another machine, another boot state, or no TPM.
    case moduleRefused
    /// The password is shorter or longer than allowed.
    case passwordLength

    public var fault: Fault {
        let callStaff = "设备需要检查，请联系工作人员"
        return switch self {
        case .keyFileMissing:
            Fault(
                "SE-01", .outOfOrder, tenant: callStaff,
                clerk: "找不到密钥文件，已存资料无法打开：请从备份恢复密钥文件，切勿新建。")
        case .keyFileTooOpen:
            Fault(
                "SE-02", .outOfOrder, tenant: callStaff,
                clerk: "密钥文件的权限过宽：请改为仅本程序账户可读写（0600）后重新启动。")
        case .keyFileDamaged:
            Fault(
                "SE-03", .outOfOrder, tenant: callStaff,
                clerk: "密钥文件已损坏：请从备份恢复密钥文件，切勿新建。")
        case .keyFileUnusable(let number):
            Fault(
                "SE-04", .outOfOrder, tenant: callStaff,
                clerk: "密钥或密码文件无法读写（系统错误 \(number)）：请检查磁盘和文件权限。")
        case .notOpened:
            Fault(
                "SE-05", .outOfOrder, tenant: callStaff,
                clerk: "密封的资料打不开：内容被改动、被挪动位置，或密钥不符；请核对密钥文件并查验日志链。")
        case .notSealed:
            Fault(
                "SE-06", .outOfOrder, tenant: callStaff,
                clerk: "资料未能密封，因此没有保存：请重做这一步，仍不行请重新启动本机。")
        case .keyDestroyed:
            Fault(
                "SE-08", .notFound, tenant: callStaff,
                clerk: "这项资料已到保存期限，密钥已销毁，不能再打开。")
        case .keyRingDamaged:
            Fault(
                "SE-09", .outOfOrder, tenant: callStaff,
                clerk: "密钥环文件损坏，已存资料无法打开：请从备份恢复 keyring 文件，切勿新建。")
        case .otherMaster:
            Fault(
                "SE-10", .outOfOrder, tenant: callStaff,
                clerk: "主密钥与密钥环不符：请恢复与这个数据文件夹配套的主密钥。")
        case .masterIsCredential:
            Fault(
                "SE-11", .conflict, tenant: callStaff,
                clerk: "主密钥由系统服务保管：请把新密钥设为名称加 .next 的凭据后重新启动服务。")
        case .moduleRefused:
            Fault(
                "SE-12", .outOfOrder, tenant: callStaff,
                clerk: "本机安全芯片打不开主密钥：换过主板、固件或启动设置时会这样；请移走 sealing.tpm，放回主密钥的副本 sealing.key。")
        case .passwordLength:
            Fault(
                "SE-07", .invalid, tenant: "请换一个密码",
                clerk: "密码长度须为 8 至 256 个字节（汉字每字 3 个字节），请换一个。")
        }
    }
}
