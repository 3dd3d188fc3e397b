import Foundation

/// Writes a kiosk.conf whose addresses are the twins': the commented file of the project with
/// the values of some keys replaced, so that what is tried is what is documented.
struct TrialConfiguration {
    /// A key that the commented file does not have.
    struct UnknownKey: Error, Equatable { let key: String }

    /// The commented file's text.
    let base: String

    /// The text with `values` in place of the file's own.
    func text(with values: [String: String]) throws -> String {
        var missing = Set(values.keys)
        let lines = base.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else {
                return String(line)
            }
            let key = line[..<equals].trimmingCharacters(in: .whitespaces)
            guard let value = values[key] else { return String(line) }
            missing.remove(key)
            return "\(key) = \"\(value)\""
        }
        if let key = missing.min() { throw UnknownKey(key: key) }
        return lines.joined(separator: "\n")
    }
}
