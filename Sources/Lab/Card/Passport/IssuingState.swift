import CCrypto

/// A made-up state that issues passports: its authority, and a signer of documents.
///
/// Keys are made anew at each start and kept nowhere.
final class IssuingState {
    /// DER of the authority's certificate, which a kiosk may be told to trust.
    let authority: [UInt8]
    private let signer: OpaquePointer
    private let signerKey: OpaquePointer

    init() throws(CardTwinError) {
        let authorityKey = try Self.key()
        defer { EVP_PKEY_free(authorityKey) }
        signerKey = try Self.key()
        let authority = try Self.certificate(
            "Utopia CSCA", key: authorityKey, issuer: nil, issuerKey: authorityKey)
        defer { X509_free(authority) }
        self.authority = Self.bytes { i2d_X509(authority, $0) }
        signer = try Self.certificate(
            "Utopia DSC", key: signerKey, issuer: authority, issuerKey: authorityKey)
    }

    deinit {
        X509_free(signer)
        EVP_PKEY_free(signerKey)
    }

    /// EF.SOD over the data groups (ICAO 9303-10 § 4.6.2).
    func securityFile(_ groups: [Int: [UInt8]]) throws(CardTwinError) -> [UInt8] {
        let hashes = groups.sorted { $0.key < $1.key }.flatMap { number, group in
            ChipObject.encode(
                0x30,
                ChipObject.encode(0x02, [UInt8(number)])
                    + ChipObject.encode(0x04, ChipCipher.digest(group, "SHA256")))
        }
        let sha256: [UInt8] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01]
        let list = ChipObject.encode(
            0x30,
            ChipObject.encode(0x02, [0])
                + ChipObject.encode(0x30, ChipObject.encode(0x06, sha256))
                + ChipObject.encode(0x30, hashes))
        return ChipObject.encode(0x77, try signed(list))
    }

    private func signed(_ content: [UInt8]) throws(CardTwinError) -> [UInt8] {
        let flags = UInt32(CMS_BINARY) | UInt32(CMS_PARTIAL) | UInt32(CMS_NOSMIMECAP)
        let source = BIO_new_mem_buf(content, Int32(content.count))
        let kind = OBJ_txt2obj("2.23.136.1.1.1", 1)
        let message = CMS_sign(nil, nil, nil, nil, flags)
        defer {
            BIO_free(source)
            ASN1_OBJECT_free(kind)
            CMS_ContentInfo_free(message)
        }
        guard CMS_set1_eContentType(message, kind) == 1,
            CMS_add1_signer(message, signer, signerKey, EVP_sha256(), flags) != nil,
            CMS_final(message, source, nil, flags) == 1
        else { throw CardTwinError("the passport's hashes were not signed") }
        return Self.bytes { i2d_CMS_ContentInfo(message, $0) }
    }

    private static func key() throws(CardTwinError) -> OpaquePointer {
        let context = EVP_PKEY_CTX_new_from_name(nil, "EC", nil)
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1,
            EVP_PKEY_CTX_set_group_name(context, "brainpoolP256r1") == 1,
            EVP_PKEY_generate(context, &key) == 1, let key
        else { throw CardTwinError("the passport's issuer has no key") }
        return key
    }

    /// Ten years from yesterday; an authority where `issuer` is `nil`.
    private static func certificate(
        _ name: String, key: OpaquePointer, issuer: OpaquePointer?, issuerKey: OpaquePointer
    ) throws(CardTwinError) -> OpaquePointer {
        let (day, version) = (86_400, 2)
        guard let certificate = X509_new() else {
            throw CardTwinError("the passport's issuer has no certificate")
        }
        X509_set_version(certificate, version)
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), Int.random(in: 1...Int.max))
        X509_gmtime_adj(X509_getm_notBefore(certificate), -day)
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3_650 * day)
        X509_set_pubkey(certificate, key)
        let subject = X509_get_subject_name(certificate)
        for (field, value) in [("C", "UT"), ("CN", name)] {
            X509_NAME_add_entry_by_txt(subject, field, MBSTRING_ASC, value, -1, -1, 0)
        }
        X509_set_issuer_name(certificate, issuer.map { X509_get_subject_name($0) } ?? subject)
        let limits = issuer == nil ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE"
        let constraints = X509V3_EXT_conf_nid(nil, nil, NID_basic_constraints, limits)
        defer { X509_EXTENSION_free(constraints) }
        guard X509_add_ext(certificate, constraints, -1) == 1,
            X509_sign(certificate, issuerKey, EVP_sha256()) > 0
        else {
            X509_free(certificate)
            throw CardTwinError("the passport's issuer has no certificate")
        }
        return certificate
    }

    /// What an `i2d` function writes.
    private static func bytes(
        _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
    ) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(max(0, write(nil))))
        bytes.withUnsafeMutableBufferPointer { buffer in
            var place = buffer.baseAddress
            _ = write(&place)
        }
        return bytes
    }
}
