public import Registry

/// Why a storage card was not read or written: one case for each different remedy.
public enum StorageCardError: Error, Equatable {
    /// What lies there is none, or one without sectors and keys.
    case notStorageCard
    /// The card did not accept the key for this block.
    case wrongKey
    /// The card has no such sector or block.
    case noSuchBlock
    /// The maker's block, or a trailer: keys and access rights.
    case protectedBlock
    /// The card refused the block, or gave back something else than was written.
    case notWritten
    /// A key of another form than twelve hexadecimal digits, or a block of another than thirty-two.
    case wrongText
}

extension StorageCardError: UserFacing {
    public var fault: Fault {
        let wait = "请联系工作人员"
        return switch self {
        case .notStorageCard:
            Fault(
                "CR-14", .invalid, tenant: wait,
                clerk: "读卡区上的不是 MIFARE Classic 门卡：请换一张卡。")
        case .wrongKey:
            Fault(
                "CR-15", .forbidden, tenant: wait,
                clerk: "门卡不接受这个密钥：请核对密钥文件、密钥类型和扇区。")
        case .noSuchBlock:
            Fault(
                "CR-16", .notFound, tenant: wait,
                clerk: "门卡没有这个扇区或块：请核对编号。")
        case .protectedBlock:
            Fault(
                "CR-17", .forbidden, tenant: wait,
                clerk: "0 号块由厂商写定，每个扇区的末块存密钥和权限，写错后该扇区不能再用：确须改写末块请明确允许。")
        case .notWritten:
            Fault(
                "CR-18", .tryAgain, tenant: wait,
                clerk: "门卡没有写成或读回不一致：请重放一次，仍不行请换卡。")
        case .wrongText:
            Fault(
                "CR-19", .invalid, tenant: wait,
                clerk: "密钥须为 12 位十六进制数，块内容须为 32 位十六进制数：请核对。")
        }
    }
}
