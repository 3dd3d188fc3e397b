import Crypto
import Foundation
import Registry
import SwiftASN1
import X509

/// What a kiosk is given.
struct KioskCertificate: Sendable {
    let pem: String
    /// SHA-256 of its DER.
    let fingerprint: [UInt8]
    /// Hexadecimal.
    let serial: String
    let expiresAt: Timestamp
}

/// An authority of the platform's own: `NAME.pem` and `NAME.key` (0600) in one folder.
///
/// There are two, since who may be a kiosk and who may be the platform is not the same question:
/// `site` signs the platform's certificate on a trial, `kiosks` signs kiosks.
struct Authority: Sendable {
    /// 825 days: what browsers take from an authority that people installed themselves.
    static let serverDays = 825
    /// The way to a new one is a new code; see Documentation/Decisions/0013.
    static let kioskDays = 730
    private static let ownDays = 3_650

    private let certificate: Certificate
    private let key: Certificate.PrivateKey

    /// Reads the authority, or makes it where it is missing.
    ///
    /// - Throws: ``PlatformError/folderUnusable(_:)``, ``PlatformError/certificateUnusable``.
    init(folder: String, name: String, at now: Timestamp) throws {
        let files = CertificateFiles(folder: folder, name: name)
        if let (chain, key) = try files.read() {
            (certificate, self.key) = (chain, key)
            return
        }
        key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        certificate = try Self.sign(
            key.publicKey, by: key, issuer: nil, subject: "FrontDesk \(name)",
            days: Self.ownDays, at: now
        ) {
            Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
            Critical(KeyUsage(keyCertSign: true, cRLSign: true))
        }
        try files.write(certificate, key)
    }

    /// Makes a certificate for a server of these names, with a key of its own, where there is
    /// none in `files`.
    func makeServer(_ files: CertificateFiles, name: String, at now: Timestamp) throws {
        guard try files.read() == nil else { return }
        let own = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let address = ASN1OctetString(contentBytes: [127, 0, 0, 1])
        let made = try Self.sign(
            own.publicKey, by: key, issuer: certificate.subject, subject: name,
            days: Self.serverDays, at: now
        ) {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(KeyUsage(digitalSignature: true))
            try ExtendedKeyUsage([.serverAuth])
            SubjectAlternativeNames([.dnsName(name), .ipAddress(address)])
        }
        try files.write(made, own)
    }

    /// Signs a kiosk's request (PKCS #10, PEM). What it says of itself is not taken over: only
    /// its key, which it must have signed with.
    ///
    /// - Throws: ``PlatformError/badRequest``.
    func certify(
        _ request: String, for kiosk: RegisteredKiosk, at now: Timestamp
    ) throws -> KioskCertificate {
        guard let request = try? CertificateSigningRequest(pemEncoded: request),
            request.publicKey.isValidSignature(request.signature, for: request)
        else { throw PlatformError.badRequest }
        let made = try Self.sign(
            request.publicKey, by: key, issuer: certificate.subject,
            subject: "\(kiosk.village)/\(kiosk.id)", days: Self.kioskDays, at: now
        ) {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(KeyUsage(digitalSignature: true))
            try ExtendedKeyUsage([.clientAuth])
        }
        var serializer = DER.Serializer()
        try serializer.serialize(made)
        let end = Int64(made.notValidAfter.timeIntervalSince1970 * 1_000)
        return KioskCertificate(
            pem: try made.serializeAsPEM().pemString,
            fingerprint: Array(SHA256.hash(data: serializer.serializedBytes)),
            serial: Array(made.serialNumber.bytes).hex,
            expiresAt: Timestamp(milliseconds: end))
    }

    private static func sign(
        _ subjectKey: Certificate.PublicKey, by key: Certificate.PrivateKey,
        issuer: DistinguishedName?, subject: String, days: Int, at now: Timestamp,
        @ExtensionsBuilder extensions: () throws -> Result<Certificate.Extensions, any Error>
    ) throws -> Certificate {
        let name = try DistinguishedName { CommonName(subject) }
        // An hour back: the other end's clock may be slow.
        let moment = Date(timeIntervalSince1970: Double(now.milliseconds / 1_000))
        return try Certificate(
            version: .v3, serialNumber: .init(), publicKey: subjectKey,
            notValidBefore: moment - 3_600,
            notValidAfter: moment + Double(days) * 86_400,
            issuer: issuer ?? name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try extensions().get(), issuerPrivateKey: key)
    }
}
