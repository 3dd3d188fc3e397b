import CCrypto

/// Hashes, ciphers and codes of libcrypto's default provider, as pure functions.
///
/// Single DES is not in that provider; two-key triple DES with both keys alike is the same.
enum CipherLibrary {
    /// The digest of `bytes`.
    static func digest(
        _ bytes: some Collection<UInt8>, _ hash: String
    ) throws(PassportError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length = 0
        let bytes = Array(bytes)
        try check(EVP_Q_digest(nil, hash, nil, bytes, bytes.count, &result, &length))
        return Array(result.prefix(length))
    }

    /// Enciphers whole blocks with chaining, without padding.
    static func encrypt(
        _ cipher: SessionCipher, key: [UInt8], iv: [UInt8]? = nil, _ bytes: [UInt8]
    ) throws(PassportError) -> [UInt8] {
        try chain(cipher, key, iv, bytes, encrypts: true)
    }

    /// Deciphers whole blocks with chaining; padding stays.
    static func decrypt(
        _ cipher: SessionCipher, key: [UInt8], iv: [UInt8]? = nil, _ bytes: [UInt8]
    ) throws(PassportError) -> [UInt8] {
        try chain(cipher, key, iv, bytes, encrypts: false)
    }

    /// The eight bytes of authentication over `bytes`, which the padding of ISO 9797-1 method 2
    /// fills: retail MAC (algorithm 3) for triple DES, CMAC cut to eight bytes for AES.
    static func code(
        _ cipher: SessionCipher, key: [UInt8], _ bytes: [UInt8]
    ) throws(PassportError) -> [UInt8] {
        let padded = pad(bytes, to: cipher.blockLength)
        return cipher == .tripleDES
            ? try retailMAC(key: key, padded) : try cmac(cipher, key: key, padded)
    }

    /// CMAC cut to eight bytes, its own padding only.
    static func cmac(
        _ cipher: SessionCipher, key: [UInt8], _ bytes: [UInt8]
    ) throws(PassportError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 16)
        var length = 0
        let made = EVP_Q_mac(
            nil, "CMAC", nil, name(of: cipher), nil, key, key.count, bytes, bytes.count, &result,
            result.count, &length)
        guard made != nil, length == 16 else { throw .cryptography }
        return Array(result.prefix(8))
    }

    /// `bytes`, 80, then zeros up to a whole block: ISO 9797-1 padding method 2.
    static func pad(_ bytes: [UInt8], to block: Int) -> [UInt8] {
        let zeros = block - 1 - bytes.count % block
        return bytes + [0x80] + [UInt8](repeating: 0, count: zeros)
    }

    /// Without the padding; `nil` where there is none.
    static func unpad(_ bytes: [UInt8]) -> [UInt8]? {
        guard let mark = bytes.lastIndex(where: { $0 != 0 }), bytes[mark] == 0x80 else {
            return nil
        }
        return Array(bytes.prefix(mark))
    }

    /// Whether both are alike, in a time that does not tell where they differ.
    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }

    /// Bytes nobody can foresee.
    static func random(_ count: Int) throws(PassportError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        try check(RAND_bytes(&bytes, Int32(count)))
        return bytes
    }

    /// Throws where a function of the library does not return 1, and forgets its messages, which
    /// may hold what it worked on.
    static func check(_ result: Int32) throws(PassportError) {
        guard result == 1 else {
            ERR_clear_error()
            throw .cryptography
        }
    }

    private static func retailMAC(
        key: [UInt8], _ padded: [UInt8]
    ) throws(PassportError) -> [UInt8] {
        guard key.count == 16 else { throw .cryptography }
        let first = Array(key.prefix(8))
        let head = Array(padded.dropLast(8))
        let chained = try encrypt(.tripleDES, key: first + first, head).suffix(8)
        let iv = chained.isEmpty ? nil : Array(chained)
        return try encrypt(.tripleDES, key: key, iv: iv, Array(padded.suffix(8)))
    }

    private static func chain(
        _ cipher: SessionCipher, _ key: [UInt8], _ iv: [UInt8]?, _ bytes: [UInt8], encrypts: Bool
    ) throws(PassportError) -> [UInt8] {
        let block = cipher.blockLength
        let iv = iv ?? [UInt8](repeating: 0, count: block)
        guard bytes.count.isMultiple(of: block), iv.count == block, key.count == cipher.keyLength
        else { throw .cryptography }
        if bytes.isEmpty { return [] }
        guard let method = EVP_CIPHER_fetch(nil, name(of: cipher), nil),
            let context = EVP_CIPHER_CTX_new()
        else { throw .cryptography }
        defer {
            EVP_CIPHER_CTX_free(context)
            EVP_CIPHER_free(method)
        }
        var result = [UInt8](repeating: 0, count: bytes.count + block)
        var length: Int32 = 0
        try check(EVP_CipherInit_ex2(context, method, key, iv, encrypts ? 1 : 0, nil))
        try check(EVP_CIPHER_CTX_set_padding(context, 0))
        try check(EVP_CipherUpdate(context, &result, &length, bytes, Int32(bytes.count)))
        guard Int(length) == bytes.count else { throw .cryptography }
        return Array(result.prefix(bytes.count))
    }

    private static func name(of cipher: SessionCipher) -> String {
        switch cipher {
        case .tripleDES: "DES-EDE-CBC"
        case .aes128: "AES-128-CBC"
        case .aes192: "AES-192-CBC"
        case .aes256: "AES-256-CBC"
        }
    }
}

extension Array<UInt8> {
    /// Overwrites the bytes where no other copy of this array shares them.
    mutating func wipe() {
        withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
        self = []
    }
}
