import Crypto
import Foundation
import Registry

/// The signature both ends put on what they send: HMAC-SHA256 over its kind, path, time and the
/// hash of its body, in lower-case hexadecimal. `Documentation/insurer-api.md` has the text.
struct MessageSignature {
    /// Seconds by which a timestamp may differ from the reader's clock.
    static let ageMax: Int64 = 300

    private let key: SymmetricKey

    init(secret: [UInt8]) { key = SymmetricKey(data: secret) }

    /// The signature of a message. `kind` is the method of a request, the status of an answer;
    /// `seconds` counts since 1970 in UTC.
    func sign(_ kind: String, path: String, seconds: Int64, body: [UInt8]) -> String {
        let text = Self.text(kind, path: path, seconds: "\(seconds)", body: body)
        return HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key).hex
    }

    /// Checks an answer, in a time that does not depend on the signature's bytes.
    func verify(
        _ signature: String, of kind: String, path: String, seconds: String, body: [UInt8]
    ) -> Bool {
        guard let code = [UInt8](hex: signature) else { return false }
        let text = Self.text(kind, path: path, seconds: seconds, body: body)
        return HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: Data(text.utf8), using: key)
    }

    /// Whether `seconds` is near enough to `now`.
    static func isFresh(_ seconds: Int64, at now: Timestamp) -> Bool {
        let (difference, overflows) = seconds.subtractingReportingOverflow(now.seconds)
        return !overflows && (-ageMax...ageMax).contains(difference)
    }

    private static func text(
        _ kind: String, path: String, seconds: String, body: [UInt8]
    ) -> String {
        "\(kind)\n\(path)\n\(seconds)\n\(SHA256.hash(data: body).hex)"
    }
}

extension Timestamp {
    /// Whole seconds since 1970 in UTC.
    var seconds: Int64 { milliseconds / 1_000 }
}
