import Crypto
import FoundationEssentials

/// Seals personal values, and makes the keyed hashes by which they are looked up.
///
/// A sealed value is `key id: UInt8 | nonce: 12 bytes | ciphertext | tag: 16 bytes`, AES-256-GCM
/// (NIST SP 800-38D) under a random nonce. Its ``Binding`` and the key id are authenticated with
/// it. One key may seal 2^32 values; a village makes some ten thousand a year.
public struct Sealer: Sendable {
    /// The key id of everything sealed today; others are refused.
    static let keyID: UInt8 = 1
    private static let nonceLength = 12
    private static let tagLength = 16
    /// Bytes a sealed value is longer than the plain one.
    public static let overhead = 1 + nonceLength + tagLength

    private let sealing: SymmetricKey
    private let hashing: SymmetricKey

    /// Derives both keys from the 32 bytes of a ``KeyFile``.
    init(master: [UInt8]) {
        func key(for purpose: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: master), info: Array(purpose.utf8),
                outputByteCount: 32)
        }
        sealing = key(for: "frontdesk sealing AES-256-GCM 1")
        hashing = key(for: "frontdesk look-up HMAC-SHA-256 1")
    }

    /// Seals `bytes` for the one place `bound`.
    public func seal(_ bytes: [UInt8], bound: Binding) throws(SealingError) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(bytes, using: sealing, authenticating: Self.context(bound))
            return [Self.keyID] + Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
        } catch {
            throw .notSealed
        }
    }

    /// Opens what was sealed for `bound`. Throws ``SealingError/notOpened`` for altered bytes,
    /// another place or another key; which of them it was cannot be told.
    public func open(_ sealed: [UInt8], bound: Binding) throws(SealingError) -> [UInt8] {
        guard sealed.count >= Self.overhead, sealed[0] == Self.keyID else { throw .notOpened }
        let body = sealed.dropFirst()
        do {
            let box = try AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: body.prefix(Self.nonceLength)),
                ciphertext: body.dropFirst(Self.nonceLength).dropLast(Self.tagLength),
                tag: body.suffix(Self.tagLength))
            return Array(
                try AES.GCM.open(box, using: sealing, authenticating: Self.context(bound)))
        } catch {
            throw .notOpened
        }
    }

    /// Seals `value` as JSON with sorted keys.
    ///
    /// The label keeps it apart from the sealing of bytes, which are encodable too.
    public func seal(json value: some Encodable, bound: Binding) throws(SealingError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(value) else { throw .notSealed }
        // Typed, so that the bytes are sealed, not encoded once more by this very function.
        let bytes: [UInt8] = Array(json)
        return try seal(bytes, bound: bound)
    }

    /// Opens JSON that was sealed for `bound`.
    public func open<Value: Decodable>(
        json type: Value.Type, _ sealed: [UInt8], bound: Binding
    ) throws(SealingError) -> Value {
        let json = Data(try open(sealed, bound: bound))
        guard let value = try? JSONDecoder().decode(type, from: json) else { throw .notOpened }
        return value
    }

    /// 32 bytes by which rows with the same `text` in `column` are found without opening any.
    ///
    /// Spaces, the width of letters and digits and their case do not matter; another column
    /// gives another hash for the same text.
    public func lookupHash(_ text: String, column: String) -> [UInt8] {
        let message = lengthPrefixed(column) + lengthPrefixed(Self.normalised(text))
        return Array(HMAC<SHA256>.authenticationCode(for: message, using: hashing))
    }

    private static func context(_ bound: Binding) -> [UInt8] { [keyID] + bound.bytes }

    private static func normalised(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !scalar.properties.isWhitespace {
            // Full-width forms U+FF01...FF5E stand for ASCII 0x21...0x7E.
            let isWide = (0xFF01...0xFF5E).contains(scalar.value)
            let narrow = isWide ? UnicodeScalar(scalar.value - 0xFEE0) ?? scalar : scalar
            result.append(narrow)
        }
        return String(result).uppercased()
    }
}
