import Crypto
public import Registry

/// A time-based one-time password (RFC 6238) with the parameters every authenticator app knows:
/// HMAC-SHA-1, steps of 30 s, six digits.
public struct OneTimePassword: Sendable {
    /// The shared secret; RFC 4226 §4 asks for 20 bytes.
    public let secret: [UInt8]

    /// Milliseconds of a step.
    private static let stepLength: Int64 = 30_000
    private static let secretLength = 20

    /// Makes a new secret of 160 random bits.
    public init() {
        var random = SystemRandomNumberGenerator()
        secret = (0..<Self.secretLength).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// Takes a secret that was kept.
    public init(secret: [UInt8]) { self.secret = secret }

    /// The step in which `time` falls, from 1970.
    public static func step(at time: Timestamp) -> Int64 { time.milliseconds / stepLength }

    /// The code of a step, with `digits` decimal digits (6 to 8).
    public func code(step: Int64, digits: Int = 6) -> String {
        let counter = (0..<8).map {
            UInt8(truncatingIfNeeded: UInt64(bitPattern: step) >> (56 - 8 * $0))
        }
        let code = HMAC<Insecure.SHA1>.authenticationCode(
            for: counter, using: SymmetricKey(data: secret))
        let hash = Array(code)
        // Dynamic truncation, RFC 4226 §5.3.
        let place = Int(hash[hash.count - 1] & 0x0F)
        let number = hash[place..<place + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let power = (0..<digits).reduce(UInt32(1)) { power, _ in power * 10 }
        let text = String((number & 0x7FFF_FFFF) % power)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The step to which `code` belongs: the present one, the one before or after it. A step up
    /// to `last` was used already and is not taken again (RFC 6238 §5.2).
    public func step(of code: String, at time: Timestamp, after last: Int64) -> Int64? {
        let given = Array(code.utf8)
        let present = Self.step(at: time)
        var found: Int64?
        // All three are compared in full, so that the time tells nothing.
        for step in present - 1...present + 1 {
            let expected = Array(self.code(step: step).utf8)
            guard given.count == expected.count else { continue }
            let difference = zip(given, expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
            if difference == 0, step > last { found = step }
        }
        return found
    }

    /// The secret in base32 (RFC 4648 §6) without padding.
    public var base32: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var text = ""
        var (held, bits) = (0, 0)
        for byte in secret {
            (held, bits) = ((held << 8 | Int(byte)) & 0xFFF, bits + 8)
            while bits >= 5 {
                text.append(alphabet[held >> (bits - 5) & 31])
                bits -= 5
            }
        }
        if bits > 0 { text.append(alphabet[held << (5 - bits) & 31]) }
        return text
    }

    /// What an authenticator app takes as QR code or link. `account` and `issuer` must be of
    /// ASCII letters, digits and `-`; everything else is left out of them.
    public func uri(account: String, issuer: String) -> String {
        func plain(_ text: String) -> String {
            text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        }
        return "otpauth://totp/\(plain(issuer)):\(plain(account))?secret=\(base32)"
            + "&issuer=\(plain(issuer))&algorithm=SHA1&digits=6&period=30"
    }
}
