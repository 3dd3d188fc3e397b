import CCrypto

/// Content that is signed within itself, with the signer's certificate (CMS SignedData, RFC 5652).
struct SignedContent: Equatable, Sendable {
    /// What the content is, as a dotted object identifier.
    enum Kind: String {
        /// Hashes of a chip's data groups.
        case hashList = "2.23.136.1.1.1"
        /// Certificates of issuing states.
        case masterList = "2.23.136.1.1.2"
    }

    /// What was signed.
    let content: [UInt8]
    /// DER of the certificate whose key has signed it.
    let signer: [UInt8]

    /// Takes the content out of `message` when its one signature is right.
    ///
    /// Whether the signer is known to anybody is not asked here. `nil` for another kind of
    /// content, a wrong or second signature, a certificate left out, or bytes that are no such
    /// message.
    init?(_ message: some Collection<UInt8>, kind: Kind) {
        defer { ERR_clear_error() }
        let bytes = Array(message)
        guard let source = BIO_new_mem_buf(bytes, Int32(clamping: bytes.count)) else { return nil }
        defer { BIO_free(source) }
        guard let message = d2i_CMS_bio(source, nil) else { return nil }
        defer { CMS_ContentInfo_free(message) }
        guard OBJ_obj2nid(CMS_get0_type(message)) == NID_pkcs7_signed,
            Self.name(of: CMS_get0_eContentType(message)) == kind.rawValue,
            let output = BIO_new(BIO_s_mem())
        else { return nil }
        defer { BIO_free(output) }
        let flags = UInt32(CMS_NO_SIGNER_CERT_VERIFY) | UInt32(CMS_BINARY)
        guard CMS_verify(message, nil, nil, nil, output, flags) == 1,
            let signers = CMS_get0_signers(message)
        else { return nil }
        defer { OPENSSL_sk_free(signers) }
        guard OPENSSL_sk_num(signers) == 1, let signer = OPENSSL_sk_value(signers, 0),
            let certificate = Self.der(of: OpaquePointer(signer))
        else { return nil }
        content = Self.bytes(of: output)
        self.signer = certificate
    }

    /// DER of a certificate.
    static func der(of certificate: OpaquePointer) -> [UInt8]? {
        let length = i2d_X509(certificate, nil)
        guard length > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(length))
        let written = bytes.withUnsafeMutableBufferPointer { buffer in
            var place = buffer.baseAddress
            return i2d_X509(certificate, &place)
        }
        return written == length ? bytes : nil
    }

    private static func name(of identifier: OpaquePointer?) -> String? {
        guard let identifier else { return nil }
        var text = [CChar](repeating: 0, count: 80)
        let length = Int(OBJ_obj2txt(&text, Int32(text.count), identifier, 1))
        guard (1..<text.count).contains(length) else { return nil }
        return String(decoding: text.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func bytes(of output: OpaquePointer) -> [UInt8] {
        var (bytes, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 4_096))
        while true {
            let count = BIO_read(output, &chunk, Int32(chunk.count))
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(Int(count))
        }
    }
}
