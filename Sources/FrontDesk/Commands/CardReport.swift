import Foundation
import Registry

/// A document as commands tell it.
struct CardReport: Encodable {
    /// What vouches for a card: the reader's security module, which gives nothing off one that it
    /// has not verified.
    private static let module = "reader"

    private enum CodingKeys: CodingKey {
        case authenticity, warnings
    }

    private let document: IdentityDocument
    /// ``module``, or an ``Authenticity`` of a passport.
    private let authenticity: String
    /// Codes of the faults that a check-in would raise, then what else is to be noted.
    private let warnings: [String]

    /// Reports `document` as it is on `day`.
    init(_ document: IdentityDocument, on day: CalendarDate, notes: [String] = []) {
        self.document = document
        authenticity = document.authenticity?.rawValue ?? Self.module
        do throws(DocumentError) {
            try document.checkValidity(on: day)
            warnings = notes
        } catch {
            warnings = [error.fault.code] + notes
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
        let state = document.authenticity.map { [$0.chinese] } ?? []
        return (words + state + warnings).joined(separator: " ")
    }
}
