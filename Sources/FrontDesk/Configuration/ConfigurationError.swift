import Registry

/// Why kiosk.conf cannot be used: one case for each different thing that can be done about it.
enum ConfigurationError: Error, Equatable {
    /// The file cannot be opened.
    case unreadable(path: String)
    /// The file is no UTF-8 text, or longer than the limit.
    case notText(path: String)
    /// Everything that is wrong in it, in the order of its lines.
    case problems(path: String, [ConfigurationProblem])
}

/// One thing wrong in kiosk.conf or in a variable that overrides it. It never holds a value.
struct ConfigurationProblem: Equatable, Sendable {
    /// Where to look.
    enum Place: Equatable, Sendable {
        case line(Int)
        case variable(String)
        /// The file as a whole: something is missing.
        case file

        /// Lines first, by number.
        var order: Int {
            switch self {
            case .line(let number): number
            case .variable: .max - 1
            case .file: .max
            }
        }
    }
    enum Reason: Equatable, Sendable {
        case malformed
        case unknownKey
        case repeated(firstLine: Int)
        case refused(range: String, unit: String?)
        case missing
        /// Two keys contradict each other; what has to hold.
        case contradiction(String)
    }
    let place: Place
    /// Key as written; empty where no key could be read.
    let key: String
    let reason: Reason

    /// For the operator: place, key, what to change.
    var wording: String {
        let place =
            switch place {
            case .line(let number): "第 \(number) 行 "
            case .variable(let name): "环境变量 \(name) "
            case .file: ""
            }
        let reason =
            switch reason {
            case .malformed: "应写成“键 = 值”，等号用半角，注释另起一行"
            case .unknownKey: "没有这个键，请核对拼写"
            case .repeated(let firstLine): "与第 \(firstLine) 行重复，请删去一行"
            case .refused(let range, let unit):
                "应为：\(range)" + (unit.map { "（单位：\($0)）" } ?? "")
            case .missing: "必须填写"
            case .contradiction(let rule): rule
            }
        return key.isEmpty ? "\(place)\(reason)" : "\(place)\(key)：\(reason)"
    }
}

extension ConfigurationError: UserFacing {
    var fault: Fault {
        let tenant = "设备正在准备，请联系工作人员"
        return switch self {
        case .unreadable(let path):
            Fault(
                "KC-01", .outOfOrder, tenant: tenant,
                clerk: "打不开配置文件 \(path)：核对路径和读取权限。")
        case .notText(let path):
            Fault(
                "KC-02", .invalid, tenant: tenant,
                clerk: "配置文件 \(path) 不是 UTF-8 文本或过长：用文本编辑器另存为 UTF-8。")
        case .problems(let path, let problems):
            Fault(
                "KC-03", .invalid, tenant: tenant,
                clerk: "配置文件 \(path) 有 \(problems.count) 处要改：\n"
                    + problems.map(\.wording).joined(separator: "\n"))
        }
    }
}
