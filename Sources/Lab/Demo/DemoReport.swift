import Foundation

/// `var/demo/report.json`: what the virtual tenant's check-in did, with proof from the other end.
struct DemoReport: Codable {
    struct Step: Codable {
        let name: String
        var ok: Bool
        /// Machine time: without the virtual tenant's movements.
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
    var tenancy = ""

    static let stepNames = [
        "consent", "card", "face", "room", "contract", "sign", "archive", "record", "print",
    ]

    /// Machine time of the whole check-in.
    var milliseconds: Int { steps.map(\.ms).reduce(0, +) }

    /// The table people read.
    var table: String {
        let rows = steps.map { step in
            let name = step.name.padding(toLength: 10, withPad: " ", startingAt: 0)
            let time = String(repeating: " ", count: max(0, 6 - "\(step.ms)".count)) + "\(step.ms)"
            return "\(step.ok ? "✔" : "✘") \(name) \(time) ms  \(step.evidence)"
        }
        return (rows + ["  total      \(milliseconds) ms machine time"]).joined(separator: "\n")
    }
}
