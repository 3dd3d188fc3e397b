import Crypto
import Foundation

/// What an authenticator app shows for an `otpauth://totp/` link (RFC 6238 with SHA-1, 30 s and
/// six digits), written from the standard, so that one end checks the other.
struct OneTimeCode: Sendable {
    /// The link is no such link.
    struct Unreadable: Error {}

    private let key: SymmetricKey

    /// Reads the link from `file`.
    init(file: String) throws {
        let link = try String(contentsOfFile: file, encoding: .utf8)
        guard let match = link.firstMatch(of: /[?&]secret=([A-Z2-7]+)/) else { throw Unreadable() }
        var bits = ""
        for letter in match.output.1.utf8 {
            let value = letter >= 0x41 ? letter - 0x41 : letter - 0x32 + 26
            let text = String(value, radix: 2)
            bits += String(repeating: "0", count: 5 - text.count) + text
        }
        var bytes: [UInt8] = []
        while bits.count >= 8 {
            bytes.append(UInt8(bits.prefix(8), radix: 2) ?? 0)
            bits.removeFirst(8)
        }
        key = SymmetricKey(data: bytes)
    }

    /// The code of the moment `date`.
    func code(at date: Date = Date()) -> String {
        var counter = UInt64(date.timeIntervalSince1970 / 30).bigEndian
        let message = withUnsafeBytes(of: &counter) { Data($0) }
        let hash = Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key))
        let start = Int(hash[19] % 16)
        var number = 0
        for byte in hash[start...start + 3] { number = number * 256 + Int(byte) }
        return String(format: "%06d", number % 0x8000_0000 % 1_000_000)
    }
}
