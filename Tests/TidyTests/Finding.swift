import Testing

/// One thing that breaks a rule of the house, and where.
struct Finding: Equatable, CustomStringConvertible {
    /// Path from the project's root.
    let file: String
    /// Line, from 1.
    let line: Int
    let message: String

    var description: String { "\(file):\(line): \(message)" }
}

/// Makes each finding a failure of its own, so that none hides behind the first.
func expectNone(_ findings: [Finding]) {
    for finding in findings { Issue.record("\(finding)") }
}
