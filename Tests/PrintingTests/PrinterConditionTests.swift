import Registry
import Testing

@testable import Printing

@Suite struct PrinterConditionTests {
    @Test(arguments: [
        (["none"], []), (["media-empty-report"], [PrinterCondition.mediaEmpty]),
        (["media-needed-warning", "media-empty-warning"], [.mediaEmpty, .mediaNeeded]),
        (["media-jam-error", "media-low-warning"], [.mediaJam]),
        (["door-open-error"], [.coverOpen]),
        (["paused"], [.paused]), (["moving-to-paused"], [.paused]),
        (["offline-report"], [.offline]),
        (["fuser-over-temp-error"], [.other]), (["fuser-over-temp-warning"], []),
        (["toner-low-report", "cups-waiting-for-job-completed"], []), ([""], []),
    ])
    func `reasons count by their keyword's stem`(reasons: [String], found: [PrinterCondition]) {
        #expect(PrinterCondition.all(reasons: reasons, messages: [""]) == found)
    }

    @Test(arguments: [
        "The printer may not exist or is unavailable at this time.", "打印机暂时不存在或不可用。",
        "The printer is not responding.", "打印机无响应。",
    ])
    func `an unreachable printer is known by the spooler's message`(message: String) {
        #expect(PrinterCondition.all(reasons: ["none"], messages: [message]) == [.offline])
    }

    @Test func `every condition has its own code and wording for tenant and clerk`() {
        let faults = PrinterCondition.allCases.compactMap { fault(for: [$0]) }
        #expect(Set(faults.map(\.code)).count == PrinterCondition.allCases.count)
        #expect(faults.allSatisfy { $0.tenant.count <= 20 && !$0.clerk.isEmpty })
        #expect(PrinterCondition.byUrgency.count == PrinterCondition.allCases.count)
        #expect(fault(for: []) == nil)
        #expect(fault(for: [.other, .mediaEmpty])?.code == "PR-10")
    }
}
