import Crypto
import FoundationEssentials

/// Seals personal values, and makes the keyed hashes by which they are looked up.
///
/// A sealed value is `2: UInt8 | key id: UInt32 BE | nonce: 12 bytes | ciphertext | tag: 16 bytes`,
/// AES-256-GCM (NIST SP 800-38D) under a random nonce and the key of its ``RecordClass``. Its
/// ``Binding`` and the head are authenticated with it. One key may seal 2^32 values; a village
/// makes some thousand a month.
public struct Sealer: Sendable {
    /// The format of everything sealed today; others are refused.
    static let format: UInt8 = 2
    /// Bytes before the nonce.
    public static let headLength = 5
    private static let nonceLength = 12
    private static let tagLength = 16
    /// Bytes a sealed value is longer than the plain one.
    public static let overhead = headLength + nonceLength + tagLength

    /// The keys it seals with.
    public let ring: KeyRing

    /// Seals with the keys of `ring`.
    public init(ring: KeyRing) { self.ring = ring }

    /// Seals `bytes` for the one place `bound`.
    public func seal(_ bytes: [UInt8], bound: Binding) throws(SealingError) -> [UInt8] {
        let (id, key) = try ring.active(RecordClass(table: bound.table))
        let head = Self.head(id)
        do {
            let box = try AES.GCM.seal(bytes, using: key, authenticating: head + bound.bytes)
            return head + Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
        } catch {
            throw .notSealed
        }
    }

    /// Opens what was sealed for `bound`. Throws ``SealingError/notOpened`` for altered bytes,
    /// another place or another key, which of them it was cannot be told; and
    /// ``SealingError/keyDestroyed`` for what was kept to its end.
    public func open(_ sealed: [UInt8], bound: Binding) throws(SealingError) -> [UInt8] {
        let id = try Self.keyID(of: sealed)
        let key = try ring.key(id)
        let body = sealed.dropFirst(Self.headLength)
        do {
            let box = try AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: body.prefix(Self.nonceLength)),
                ciphertext: body.dropFirst(Self.nonceLength).dropLast(Self.tagLength),
                tag: body.suffix(Self.tagLength))
            return Array(
                try AES.GCM.open(box, using: key, authenticating: Self.head(id) + bound.bytes))
        } catch {
            throw .notOpened
        }
    }

    /// The key a value was sealed with, as it says itself. Throws ``SealingError/notOpened``.
    public static func keyID(of sealed: [UInt8]) throws(SealingError) -> KeyRing.KeyID {
        guard sealed.count >= overhead, let id = keyID(inHead: sealed.prefix(headLength)) else {
            throw .notOpened
        }
        return id
    }

    /// The key named in a sealed value's first five bytes; `nil` for what is no such head.
    public static func keyID(inHead head: some Collection<UInt8>) -> KeyRing.KeyID? {
        guard head.count == headLength, head.first == format else { return nil }
        return head.dropFirst().reduce(0) { $0 << 8 | KeyRing.KeyID($1) }
    }

    private static func head(_ id: KeyRing.KeyID) -> [UInt8] {
        [format] + (0..<4).map { UInt8(truncatingIfNeeded: id >> (24 - 8 * $0)) }
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
    public func lookupHash(_ text: String, column: String) throws(SealingError) -> [UInt8] {
        let message = lengthPrefixed(column) + lengthPrefixed(Self.normalised(text))
        let key = try ring.active(.lookup).key
        return Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }

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
