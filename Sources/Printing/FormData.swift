import Crypto
import Registry

/// A form's data after its check, with the hash that stands on the paper.
///
/// **The data hash.** SHA-256, in lower-case hexadecimal, over the canonical JSON (RFC 8785) of
/// the data without its top-level member `signature`. So the preview that a tenant reads, the
/// lease he signs and the journal entry carry one and the same hash; the archived file's own
/// hash covers the signature too.
public struct FormData: Equatable, Sendable {
    /// Canonical JSON of all members, signature included.
    public let canonical: [UInt8]
    /// The data hash, 64 hexadecimal digits.
    public let sha256: String
    /// What the QR code on the paper holds: the number, a newline, `sha256:` and the data hash.
    public let qrText: String

    /// Reads JSON; throws ``PrintingError/dataUnreadable`` when it is none. Fields are not checked.
    public init(_ text: [UInt8]) throws(PrintingError) {
        guard let value = JSONValue(parsing: text) else { throw .dataUnreadable }
        try self.init(value)
    }

    init(_ value: JSONValue) throws(PrintingError) {
        guard var members = value.object else { throw .dataUnreadable }
        let canonical = try? value.canonicalText()
        members["signature"] = nil
        let hashed = try? JSONValue.object(members).canonicalText()
        guard let canonical, let hashed else { throw .dataUnreadable }
        self.canonical = canonical
        sha256 = SHA256.hash(data: hashed).hex
        qrText = "\(value["number"]?.string ?? "")\nsha256:\(sha256)"
    }
}
