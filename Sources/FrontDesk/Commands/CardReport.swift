import Foundation
import Registry

/// A document as commands tell it.
struct CardReport: Encodable {
    /// Who vouches that the chip is no copy.
    enum Authenticity: String, Encodable {
        /// The reader's security module, which gives nothing off a card that it has not verified.
        case reader
    }

    private enum CodingKeys: CodingKey {
        case authenticity, warnings
    }

    private let document: IdentityDocument
    private let authenticity: Authenticity
    /// Codes of the faults that a check-in would raise.
    private let warnings: [String]

    /// Reports `document` as it is on `day`.
    init(_ document: IdentityDocument, on day: CalendarDate) {
        (self.document, authenticity) = (document, .reader)
        do throws(DocumentError) {
            try document.checkValidity(on: day)
            warnings = []
        } catch {
            warnings = [error.fault.code]
        }
    }

    func encode(to encoder: any Encoder) throws {
        try document.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(authenticity, forKey: .authenticity)
        try container.encode(warnings, forKey: .warnings)
    }

    /// One JSON object, its keys in order.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// One line for people.
    var text: String {
        let until = document.validUntil?.chinese ?? "长期"
        let words = [document.kind.chinese, document.name, document.number, "有效期至\(until)"]
        return (words + warnings).joined(separator: " ")
    }
}
