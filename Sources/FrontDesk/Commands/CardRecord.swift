import Foundation
import Registry

/// What `card read --json` prints: the document's fields, and what a clerk should know besides.
struct CardRecord: Encodable {
    let document: IdentityDocument
    let warnings: [String]

    /// Adds what the day says of the document's validity to `warnings`.
    init(_ document: IdentityDocument, warnings: [String] = [], on day: CalendarDate) {
        self.document = document
        do {
            try document.checkValidity(on: day)
            self.warnings = warnings
        } catch {
            self.warnings = ["\(error)"] + warnings
        }
    }

    private enum Key: String, CodingKey { case warnings }

    func encode(to encoder: any Encoder) throws {
        try document.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(warnings, forKey: .warnings)
    }

    /// One JSON object on one line.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// One line for people.
    var text: String {
        let until = document.validUntil?.chinese ?? "长期"
        let state = document.authenticity.map { " \($0.chinese)" } ?? ""
        return "\(document.kind.chinese) \(document.name) \(document.number) 有效期至\(until)\(state)"
    }
}
