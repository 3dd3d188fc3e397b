public import Registry

/// The wording for what keeps the printer from printing; the most urgent condition speaks.
///
/// `nil` when `conditions` is empty.
public func fault(for conditions: [PrinterCondition]) -> Fault? {
    PrinterCondition.byUrgency.first { conditions.contains($0) }?.fault
}

extension PrinterCondition {
    /// What a person must do first comes first; a printer out of paper also reports
    /// `media-needed`, and a stopped one `other`.
    static let byUrgency: [PrinterCondition] = [
        .offline, .mediaJam, .coverOpen, .inputTrayMissing, .mediaEmpty, .mediaNeeded,
        .tonerEmpty, .markerSupplyEmpty, .paused, .other,
    ]

    fileprivate var fault: Fault {
        switch self {
        case .mediaEmpty:
            waiting("PR-10", "打印机缺纸，合同稍后补打", "打印机缺纸：装入 A4 纸，装好后自动继续打印。")
        case .mediaJam:
            waiting("PR-11", "打印机卡纸，合同稍后补打", "打印机卡纸：取出卡住的纸并合好盖板，之后自动继续。")
        case .mediaNeeded:
            waiting("PR-12", "打印机等待装纸，合同稍后补打", "打印机要求装入 A4 纸：核对纸盒的纸张规格。")
        case .coverOpen:
            waiting("PR-13", "打印机盖板未合，合同稍后补打", "打印机盖板打开：合好盖板，之后自动继续。")
        case .tonerEmpty:
            waiting("PR-14", "打印机缺墨粉，合同稍后补打", "墨粉用尽：更换墨粉盒，之后自动继续。")
        case .markerSupplyEmpty:
            waiting("PR-15", "打印机缺墨，合同稍后补打", "墨水用尽：更换墨盒，之后自动继续。")
        case .inputTrayMissing:
            waiting("PR-16", "打印机纸盒未装好，合同稍后补打", "纸盒没有装好：推到底，之后自动继续。")
        case .paused:
            waiting("PR-17", "打印暂停，合同稍后补打", "打印队列已被暂停：在打印机设置中恢复。")
        case .offline:
            waiting("PR-18", "打印机未连接，合同稍后补打", "打印机没有应答：检查电源和连接线，恢复后自动打印。")
        case .other:
            waiting("PR-19", "打印机需要检查，合同稍后补打", "打印机报告故障：请看打印机面板的提示。")
        }
    }

    private func waiting(_ code: String, _ tenant: String, _ clerk: String) -> Fault {
        Fault(code, .outOfOrder, tenant: tenant, clerk: clerk)
    }
}

extension Fault {
    /// The spooler ended the job without printing it.
    static let printCancelled = Fault(
        "PR-06", .conflict, tenant: "合同没有打印，请联系工作人员",
        clerk: "打印任务被取消：查看打印机，确认没有出纸后点“重新打印”，不需要就点“不再打印”。")
    /// Nobody can say whether the sheet came out.
    static let printUnknown = Fault(
        "PR-07", .conflict, tenant: "请看出纸口，没有合同请找工作人员",
        clerk: "打印结果不明：请看出纸口。已出纸点“纸已出”，没有出纸点“重新打印”。")
}
