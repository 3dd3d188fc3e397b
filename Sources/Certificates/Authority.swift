import Crypto
import Foundation
import Glibc
public import Registry
import SwiftASN1
public import X509

/// What somebody is given who sent a request.
public struct IssuedCertificate: Sendable {
    /// The certificate.
    public let pem: String
    /// SHA-256 of its DER.
    public let fingerprint: [UInt8]
    /// Hexadecimal.
    public let serial: String
    /// When it ends.
    public let expiresAt: Timestamp
}

/// An authority of our own: `NAME.pem` and `NAME.key` (0600) in one folder.
public struct Authority: Sendable {
    /// 825 days: what browsers take from an authority that people installed themselves.
    static let serverDays = 825
    /// With less left a server's certificate is made anew at the next start.
    static let serverDaysLeftMin = 120
    private static let ownDays = 3_650

    private let certificate: Certificate
    private let key: Certificate.PrivateKey

    /// Reads the authority, or makes it where it is missing.
    ///
    /// - Throws: ``CertificateError``.
    public init(folder: String, name: String, at now: Timestamp) throws {
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

    /// Sees to it that `files` hold a certificate of ours for a server of these names and IPv4
    /// addresses, with a key of its own, that goes on for a while.
    ///
    /// - Throws: ``CertificateError``.
    public func provideServer(
        _ files: CertificateFiles, hosts: [String], at now: Timestamp
    ) throws {
        let hosts = hosts.sorted()
        if let (there, _) = try files.read(), there.issuer == certificate.subject,
            key.publicKey.isValidSignature(there.signature, for: there),
            try Self.hosts(of: there) == hosts,
            Self.daysLeft(there, at: now) >= Self.serverDaysLeftMin
        {
            return
        }
        let own = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let made = try Self.sign(
            own.publicKey, by: key, issuer: certificate.subject,
            subject: hosts.first { Self.address($0) == nil } ?? "FrontDesk", days: Self.serverDays,
            at: now
        ) {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(KeyUsage(digitalSignature: true))
            try ExtendedKeyUsage([.serverAuth])
            SubjectAlternativeNames(
                hosts.map { host in
                    Self.address(host).map { .ipAddress($0) } ?? .dnsName(host)
                })
        }
        try files.write(made, own)
    }

    /// Signs a client's request (PKCS #10, PEM). What it says of itself is not taken over: only
    /// its key, which it must have signed with.
    ///
    /// - Throws: ``CertificateError/badRequest``.
    public func certify(
        _ request: String, as subject: String, days: Int, at now: Timestamp
    ) throws -> IssuedCertificate {
        guard let request = try? CertificateSigningRequest(pemEncoded: request),
            request.publicKey.isValidSignature(request.signature, for: request)
        else { throw CertificateError.badRequest }
        let made = try Self.sign(
            request.publicKey, by: key, issuer: certificate.subject, subject: subject, days: days,
            at: now
        ) {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(KeyUsage(digitalSignature: true))
            try ExtendedKeyUsage([.clientAuth])
        }
        var serializer = DER.Serializer()
        try serializer.serialize(made)
        let end = Int64(made.notValidAfter.timeIntervalSince1970 * 1_000)
        return IssuedCertificate(
            pem: try made.serializeAsPEM().pemString,
            fingerprint: Array(SHA256.hash(data: serializer.serializedBytes)),
            serial: Array(made.serialNumber.bytes).hex,
            expiresAt: Timestamp(milliseconds: end))
    }

    /// As ``daysLeft(_:at:)``, of the first certificate in a PEM file.
    ///
    /// - Throws: ``CertificateError/unusable``.
    public static func daysLeft(
        certificateAt path: String, at now: Timestamp
    ) throws(CertificateError) -> Int {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let first = try? PEMDocument.parseMultiple(pemString: text).first,
            let certificate = try? Certificate(pemDocument: first)
        else { throw .unusable }
        return daysLeft(certificate, at: now)
    }

    /// Whole days until a certificate ends; 0 when it has ended.
    public static func daysLeft(_ certificate: Certificate, at now: Timestamp) -> Int {
        let end = certificate.notValidAfter.timeIntervalSince1970
        return max(0, Int(end - Double(now.milliseconds) / 1_000) / 86_400)
    }

    /// The names and addresses a server's certificate is for, in order.
    private static func hosts(of certificate: Certificate) throws -> [String] {
        let names = try certificate.extensions.subjectAlternativeNames ?? .init([])
        return names.compactMap { name in
            switch name {
            case .dnsName(let host): host
            case .ipAddress(let octets): octets.bytes.map(String.init).joined(separator: ".")
            default: nil
            }
        }.sorted()
    }

    /// The four octets of an IPv4 address; `nil` for a name.
    private static func address(_ host: String) -> ASN1OctetString? {
        var octets = in_addr()
        guard inet_pton(AF_INET, host, &octets) == 1 else { return nil }
        return withUnsafeBytes(of: octets) { ASN1OctetString(contentBytes: ArraySlice($0)) }
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
