import CArgon2

/// A password as it is stored: Argon2id (RFC 9106) in its encoded form.
///
/// Parameters are those RFC 9106 §4 recommends second, for machines with little memory:
/// 64 MiB, 3 passes, 4 lanes, 16 bytes of salt, 32 bytes of hash. One check takes about 0.1 s
/// of a kiosk's time; callers keep it off the threads that serve others.
public struct PasswordHash: Equatable, Sendable {
    /// `$argon2id$v=19$m=65536,t=3,p=4$salt$hash`.
    public let encoded: String

    private static let memoryKiB: UInt32 = 65_536
    private static let passes: UInt32 = 3
    private static let lanes: UInt32 = 4
    private static let saltLength = 16
    private static let hashLength = 32
    /// UTF-8 bytes a password may have.
    public static let lengths = 8...256

    /// Takes a stored hash.
    public init(encoded: String) { self.encoded = encoded }

    /// Hashes a new password of ``lengths`` bytes.
    public init(password: String) throws(SealingError) {
        let bytes = Array(password.utf8)
        guard Self.lengths.contains(bytes.count) else { throw .passwordLength }
        var random = SystemRandomNumberGenerator()
        let salt = (0..<Self.saltLength).map { _ in UInt8.random(in: 0...255, using: &random) }
        let length = argon2_encodedlen(
            Self.passes, Self.memoryKiB, Self.lanes, UInt32(Self.saltLength),
            UInt32(Self.hashLength), Argon2_id)
        var text = [CChar](repeating: 0, count: length)
        let status = argon2id_hash_encoded(
            Self.passes, Self.memoryKiB, Self.lanes, bytes, bytes.count, salt, salt.count,
            Self.hashLength, &text, text.count)
        guard status == ARGON2_OK.rawValue else { throw .notSealed }
        let ascii = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        encoded = String(decoding: ascii, as: UTF8.self)
    }

    /// Whether `password` is the one; libargon2 compares in constant time.
    public func matches(_ password: String) -> Bool {
        let bytes = Array(password.utf8)
        guard bytes.count <= Self.lengths.upperBound else { return false }
        return argon2id_verify(encoded, bytes, bytes.count) == ARGON2_OK.rawValue
    }

    /// A password for somebody who is to choose none himself: 16 characters out of 31 that are not
    /// mistaken for one another, 79 bits.
    public static func newPassword() -> String {
        let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789")
        return String((0..<16).map { _ in alphabet.randomElement() ?? "x" })
    }

    /// Matches no password and takes as long as any other: checked for people who do not exist,
    /// so that nobody learns from the time who does.
    public static let nobody = PasswordHash(
        encoded: "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA"
            + "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
}
