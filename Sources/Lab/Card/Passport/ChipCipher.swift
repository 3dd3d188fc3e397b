import CCrypto

/// What a chip computes with: ICAO 9303-11 § 9.7 and § 9.8, from its text.
enum ChipCipher: String, Codable, Sendable, CaseIterable {
    case tripleDES, aes128, aes192, aes256

    var block: Int { self == .tripleDES ? 8 : 16 }

    /// Bytes of a key.
    var length: Int {
        switch self {
        case .tripleDES, .aes128: 16
        case .aes192: 24
        case .aes256: 32
        }
    }

    /// Last byte of the object identifier of PACE with this cipher.
    var number: UInt8 {
        switch self {
        case .tripleDES: 1
        case .aes128: 2
        case .aes192: 3
        case .aes256: 4
        }
    }

    /// A key out of a secret; 1 enciphers, 2 authenticates, 3 is a password's. DES ignores the
    /// parity of its keys, so none is set.
    func key(_ secret: [UInt8], _ counter: UInt8) -> [UInt8] {
        let hash = length > 16 ? "SHA256" : "SHA1"
        return Array(Self.digest(secret + [0, 0, 0, counter], hash).prefix(length))
    }

    /// Chained, from a start of zeros unless told otherwise.
    func run(_ bytes: [UInt8], key: [UInt8], start: [UInt8]? = nil, encrypts: Bool) -> [UInt8] {
        let names: [ChipCipher: String] = [
            .tripleDES: "DES-EDE3-CBC", .aes128: "AES-128-CBC", .aes192: "AES-192-CBC",
            .aes256: "AES-256-CBC",
        ]
        // Two keys as three: the first again at the end.
        let key = self == .tripleDES ? key + key.prefix(8) : key
        return Self.cipher(
            names[self] ?? "", bytes, key, start ?? [UInt8](repeating: 0, count: block), encrypts)
    }

    /// Eight bytes of authentication over whole blocks (retail MAC) or any bytes (CMAC).
    func code(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        guard self == .tripleDES else { return Array(cmac(bytes, key: key).prefix(8)) }
        // Single DES is triple DES with one key three times.
        let (first, second) = (Array(key[0..<8]), Array(key[8..<16]))
        let zero = [UInt8](repeating: 0, count: 8)
        func des(_ block: [UInt8], _ key: [UInt8], _ encrypts: Bool) -> [UInt8] {
            Self.cipher("DES-EDE3-CBC", block, key + key + key, zero, encrypts)
        }
        var state = zero
        for place in stride(from: 0, to: bytes.count, by: 8) {
            state = des(zip(state, bytes[place..<place + 8]).map { $0 ^ $1 }, first, true)
        }
        return des(des(state, second, false), first, true)
    }

    /// 80 and zeros up to a whole block.
    func padded(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes + [0x80]
        while !bytes.count.isMultiple(of: block) { bytes.append(0) }
        return bytes
    }

    static func digest(_ bytes: [UInt8], _ name: String) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 64)
        var length: UInt32 = 0
        guard let method = EVP_get_digestbyname(name),
            EVP_Digest(bytes, bytes.count, &result, &length, method, nil) == 1
        else { return [] }
        return Array(result.prefix(Int(length)))
    }

    static func random(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255) }
    }

    /// CMAC by its definition (SP 800-38B), from the block cipher alone.
    private func cmac(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        func doubled(_ block: [UInt8]) -> [UInt8] {
            var result = zip(block, block.dropFirst() + [0]).map { $0 << 1 | $1 >> 7 }
            if block[0] & 0x80 != 0 { result[15] ^= 0x87 }
            return result
        }
        let zero = [UInt8](repeating: 0, count: 16)
        let first = doubled(run(zero, key: key, encrypts: true))
        let isWhole = !bytes.isEmpty && bytes.count.isMultiple(of: 16)
        let message = isWhole ? bytes : padded(bytes)
        let mask = isWhole ? first : doubled(first)
        let last = zip(message.suffix(16), mask).map { $0 ^ $1 }
        return Array(run(message.dropLast(16) + last, key: key, encrypts: true).suffix(16))
    }

    private static func cipher(
        _ name: String, _ bytes: [UInt8], _ key: [UInt8], _ start: [UInt8], _ encrypts: Bool
    ) -> [UInt8] {
        guard let method = EVP_get_cipherbyname(name), let context = EVP_CIPHER_CTX_new() else {
            return []
        }
        defer { EVP_CIPHER_CTX_free(context) }
        var result = [UInt8](repeating: 0, count: bytes.count + 16)
        var length: Int32 = 0
        guard EVP_CipherInit_ex(context, method, nil, key, start, encrypts ? 1 : 0) == 1,
            EVP_CIPHER_CTX_set_padding(context, 0) == 1,
            EVP_CipherUpdate(context, &result, &length, bytes, Int32(bytes.count)) == 1
        else { return [] }
        return Array(result.prefix(Int(length)))
    }
}
