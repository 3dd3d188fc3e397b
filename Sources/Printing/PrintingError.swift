public import Registry

/// What is wrong with one field of a form's data.
public enum FieldProblem: String, Sendable {
    case missing = "缺少"
    case unknownName = "多出未定义的项"
    case wrongType = "类型不符"
    case tooShort = "过短或为空"
    case tooLong = "过长"
    case tooFew = "条数过少"
    case tooMany = "条数过多"
    case outOfRange = "数值超出范围"
    case notAllowed = "格式不符"
    case forbiddenCharacter = "含有控制字符或改变文字方向的字符"
}

/// Why a form was not filled or a document not handed to the printer: one case a remedy.
public enum PrintingError: Error, Equatable {
    /// No answer from the spooler's service; nothing was handed over.
    case spoolerUnreachable
    /// The queue takes no jobs; nothing was handed over.
    case queueRefuses
    /// There is no queue of that name; nothing was handed over.
    case queueMissing
    /// The spooler refused with an IPP status (RFC 8011 appendix B); nothing was kept.
    case spoolerRefused(status: Int)
    /// The connection broke after the job was announced: whether it prints is not known.
    case interrupted
    /// No folder of that form.
    case formMissing(String)
    /// `schema.json` or `specimen.json` cannot be used.
    case formIncomplete(String, file: String)
    /// The data is no JSON text or too long.
    case dataUnreadable
    /// A field is wrong; `field` is its path such as `occupants[0].name`, never its value.
    case dataInvalid(field: String, title: String?, FieldProblem)
    /// `form.typ` does not compile. `cause` is for ``TypstRenderer/check()`` only, since it may
    /// quote data.
    case formBroken(String, line: Int, cause: String)
    /// The rendering child cannot be started.
    case rendererMissing
    /// The rendering child ended or kept silent twice.
    case rendererFailed
}

extension PrintingError {
    /// Whether the spooler surely holds nothing of a submission that failed with this error.
    public var nothingWasSubmitted: Bool { self != .interrupted }
}

extension PrintingError: UserFacing {
    public var fault: Fault {
        let later = "打印机暂时不可用，合同稍后补打"
        let callStaff = "请稍候，工作人员马上来"
        return switch self {
        case .spoolerUnreachable:
            Fault(
                "PR-01", .outOfOrder, tenant: later,
                clerk: "打印服务没有应答：检查 CUPS 服务是否运行，恢复后会自动补打。")
        case .queueRefuses:
            Fault(
                "PR-02", .outOfOrder, tenant: later,
                clerk: "打印队列不接收任务：在打印机设置中恢复接收，之后会自动补打。")
        case .queueMissing:
            Fault(
                "PR-03", .outOfOrder, tenant: later,
                clerk: "没有配置中所写的打印队列：核对 kiosk.conf 与打印机设置。")
        case .spoolerRefused(let status):
            Fault(
                "PR-04", .outOfOrder, tenant: later,
                clerk: "打印服务拒绝任务（IPP 状态 \(status)）：检查队列与打印机型号设置。")
        case .interrupted:
            Fault(
                "PR-05", .tryAgain, tenant: later,
                clerk: "送交打印时连接中断：正在按任务名核对，请勿重复打印。")
        case .formMissing, .formIncomplete, .formBroken:
            formFault(tenant: callStaff)
        case .dataUnreadable:
            Fault("PR-32", .invalid, tenant: callStaff, clerk: "表单资料不是可读的 JSON，或者过长。")
        case .dataInvalid(let field, let title, let problem):
            Fault(
                "PR-33", .invalid, tenant: callStaff,
                clerk: "表单资料“\(title ?? field)”（\(field)）\(problem.rawValue)：更正后重做。")
        case .rendererMissing:
            Fault(
                "PR-35", .outOfOrder, tenant: callStaff,
                clerk: "排版程序不能启动：重新运行安装程序（Scripts/setup）。")
        case .rendererFailed:
            Fault(
                "PR-36", .outOfOrder, tenant: callStaff,
                clerk: "排版程序两次没有给出结果：检查内存与磁盘，再重做这一步。")
        }
    }

    private func formFault(tenant: String) -> Fault {
        switch self {
        case .formIncomplete(let form, let file):
            Fault(
                "PR-31", .outOfOrder, tenant: tenant,
                clerk: "表单 \(form) 的 \(file) 不能使用：恢复原文件，或用 frontdesk form check 检查。")
        case .formBroken(let form, let line, _):
            Fault(
                "PR-34", .outOfOrder, tenant: tenant,
                clerk: "表单 \(form) 的 form.typ 第 \(line) 行有错：用 frontdesk form check 查看原因。")
        default:
            Fault(
                "PR-30", .notFound, tenant: tenant,
                clerk: "没有这种表单：核对 forms 文件夹与表单名称。")
        }
    }
}
