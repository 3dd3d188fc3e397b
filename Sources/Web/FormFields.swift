import Foundation
public import Hummingbird
import NIOCore

/// The fields of a posted form, URL-encoded or as one flat JSON object.
public struct FormFields: Sendable {
    /// Longer bodies are refused; our longest field is a reason of some sentences.
    static let lengthMax = 16_384

    private let values: [String: String]

    /// Reads the body. Throws ``WebError/badForm`` or ``WebError/tooLarge``.
    public init(_ request: Request) async throws {
        let body = try await request.body(upTo: Self.lengthMax)
        if request.isJSON {
            let decoded = try? JSONDecoder().decode([String: Scalar].self, from: Data(body))
            guard let decoded else { throw WebError.badForm }
            values = decoded.mapValues(\.text)
        } else {
            guard let text = String(validating: body, as: UTF8.self) else {
                throw WebError.badForm
            }
            values = try Self.pairs(text)
        }
    }

    /// A field's text without white space at its ends; `nil` when it is missing or empty.
    public subscript(name: String) -> String? {
        let text = values[name]?.trimmingCharacters(in: .whitespacesAndNewlines)
        return text?.isEmpty == false ? text : nil
    }

    /// A field that must be there, of at most `lengthMax` characters.
    public func require(_ name: String, lengthMax: Int = 100) throws -> String {
        guard let text = self[name], text.count <= lengthMax else { throw WebError.badForm }
        return text
    }

    /// A field that must be a whole number.
    public func number(_ name: String) throws -> Int {
        guard let number = Int(try require(name)) else { throw WebError.badForm }
        return number
    }

    private static func pairs(_ text: String) throws -> [String: String] {
        var values: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = sides.map { String($0).replacing("+", with: " ").removingPercentEncoding }
            guard let name = decoded[0], let value = decoded.count > 1 ? decoded[1] : "" else {
                throw WebError.badForm
            }
            values[name] = value
        }
        return values
    }

    private enum Scalar: Decodable {
        case text(String)
        case number(Int)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        var text: String {
            switch self {
            case .text(let text): text
            case .number(let number): "\(number)"
            }
        }
    }
}

extension Request {
    /// Whether the body is said to be JSON.
    public var isJSON: Bool {
        headers[.contentType]?.lowercased().hasPrefix("application/json") == true
    }

    /// The whole body. Throws ``WebError/tooLarge`` beyond `limit` bytes.
    public func body(upTo limit: Int) async throws -> [UInt8] {
        do {
            return Array(buffer: try await body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw WebError.tooLarge
        }
    }
}
