/// The two keys of a protected conversation, derived from one secret (ICAO 9303-11 § 9.7.1).
struct SessionKeys: Equatable, Sendable {
    let cipher: SessionCipher
    let encryption: [UInt8]
    let authentication: [UInt8]

    init(secret: [UInt8], cipher: SessionCipher) throws(PassportError) {
        self.cipher = cipher
        encryption = try Self.derive(secret, 1, cipher)
        authentication = try Self.derive(secret, 2, cipher)
    }

    /// The key that a password becomes, under which PACE's nonce is enciphered.
    static func password(
        _ secret: [UInt8], cipher: SessionCipher
    ) throws(PassportError) -> [UInt8] { try derive(secret, 3, cipher) }

    private static func derive(
        _ secret: [UInt8], _ counter: UInt8, _ cipher: SessionCipher
    ) throws(PassportError) -> [UInt8] {
        let hash = cipher.keyLength > 16 ? "SHA256" : "SHA1"
        let digest = try CipherLibrary.digest(secret + [0, 0, 0, counter], hash)
        let key = digest.prefix(cipher.keyLength)
        return cipher == .tripleDES ? key.map(oddParity) : Array(key)
    }

    /// The low bit of each byte of a DES key makes its count of ones odd.
    private static func oddParity(_ byte: UInt8) -> UInt8 {
        let high = byte & 0xFE
        return high | (high.nonzeroBitCount.isMultiple(of: 2) ? 1 : 0)
    }
}
