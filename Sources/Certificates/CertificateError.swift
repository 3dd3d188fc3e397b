public import Registry

/// Why a certificate cannot be made, kept or read.
public enum CertificateError: UserFacing, Equatable {
    /// Certificate or key cannot be read, do not belong together, or others may read the key.
    case unusable
    /// A file cannot be written: the system's error number.
    case notWritten(Int32)
    /// What was sent is no request that its own key signed.
    case badRequest

    public var fault: Fault {
        let tenant = "请稍候，工作人员马上来"
        return switch self {
        case .unusable:
            Fault(
                "CE-01", .outOfOrder, tenant: tenant,
                clerk: "证书或私钥读不到、不成一对，或私钥权限过宽：请改为仅本程序账户可读（0600），或移走这一对文件后重新启动。")
        case .notWritten(let number):
            Fault(
                "CE-02", .outOfOrder, tenant: tenant,
                clerk: "证书写不进文件夹（系统错误 \(number)）：请核对文件夹的权限和剩余空间。")
        case .badRequest:
            Fault(
                "CE-03", .invalid, tenant: tenant,
                clerk: "证书申请无法识别：请核对两边的版本，再申请一次。")
        }
    }
}
