public import Registry

/// Why a card's photo cannot be shown: one case for each different remedy. The record stands
/// without a photo; the clerk compares.
public enum PhotoDecoderError: Error, Equatable {
    /// kiosk.conf names no library.
    case notConfigured
    /// The configured library or its symbol cannot be loaded.
    case libraryMissing
    /// The product's own child program cannot be started.
    case childMissing
    /// The library says that the bytes are no photo.
    case undecodable
    /// The library crashed, hung, or gave something else than a photo.
    case crashed
}

extension PhotoDecoderError: UserFacing {
    public var fault: Fault {
        let wait = "请稍候，工作人员来为您核对"
        return switch self {
        case .notConfigured:
            Fault(
                "PD-01", .outOfOrder, tenant: wait,
                clerk: "没有配置证件照片解码库，照片不能解码：请当面核对本人与证件。")
        case .libraryMissing:
            Fault(
                "PD-02", .outOfOrder, tenant: wait,
                clerk: "证件照片解码库无法加载：请当面核对，并检查 kiosk.conf 中解码库的路径和函数名。")
        case .childMissing:
            Fault(
                "PD-03", .outOfOrder, tenant: wait,
                clerk: "照片解码程序 PhotoDecoder 无法启动：请当面核对，并重新安装本软件。")
        case .undecodable:
            Fault(
                "PD-04", .invalid, tenant: wait,
                clerk: "证件内的照片数据无法解码：请当面核对，并留意证件是否损坏。")
        case .crashed:
            Fault(
                "PD-05", .tryAgain, tenant: wait,
                clerk: "照片解码中断或超时：请重试一次，仍不行请当面核对，并联系解码库供应商。")
        }
    }
}
