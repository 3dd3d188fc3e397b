import Foundation

/// `var/demo/report.json`: what the virtual tenant's check-in and check-out did, with proof from
/// the other end.
struct DemoReport: Codable {
    struct Step: Codable {
        let name: String
        var ok: Bool
        /// Machine time: without the virtual tenant's movements. Those in ``sideBySide`` are
        /// counted from the record.
        var ms: Int
        var evidence: String
    }
    struct Tenant: Codable {
        let name: String
        let idNumber: String
    }

    var ok = false
    var steps: [Step] = []
    var tenant: Tenant?
    /// An export of the sealed file.
    var archived = ""
    var printed: [String] = []
    /// The number of the tenant's card at the door.
    var doorCard: UInt32?
    var tenancy = ""
    /// Steps of the check-out that followed.
    var checkOut: [Step] = []

    static let stepNames = [
        "consent", "card", "face", "room", "contract", "sign", "archive", "record", "print",
        "insure", "door", "sync",
    ]
    /// Work that follows from the record and goes on at the same time.
    static let sideBySide: Set = ["print", "insure", "door", "sync"]

    /// Machine time of the whole check-in: one step after the other up to the record, then the
    /// longest of what goes on side by side.
    var milliseconds: Int {
        let (last, first) = (
            steps.filter { Self.sideBySide.contains($0.name) },
            steps.filter { !Self.sideBySide.contains($0.name) }
        )
        return first.map(\.ms).reduce(0, +) + (last.map(\.ms).max() ?? 0)
    }

    /// The table people read.
    var table: String {
        let total = "  total      \(milliseconds) ms machine time"
        return (steps.map(Self.row) + [total] + checkOut.map(Self.row)).joined(separator: "\n")
    }

    private static func row(_ step: Step) -> String {
        let name = step.name.padding(toLength: 10, withPad: " ", startingAt: 0)
        let time = String(repeating: " ", count: max(0, 6 - "\(step.ms)".count)) + "\(step.ms)"
        return "\(step.ok ? "✔" : "✘") \(name) \(time) ms  \(step.evidence)"
    }
}
