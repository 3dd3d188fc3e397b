import Certificates
import Crypto
import Foundation
import Glibc
import NIOSSL
import Registry
import SwiftASN1
import X509

/// Who this kiosk is to the platform: `platform.pem` in the data folder (0600), a key that was
/// made here and never sent anywhere, and the certificate that the platform gave for it.
///
/// Both in one file, so that the next pair takes the place of this one at once. The key of a
/// certificate that is asked for waits in `platform.key` (0600) until it comes.
struct PlatformIdentity: Sendable {
    let folder: String

    private var nextKeyPath: String { folder + "/platform.key" }
    private var path: String { folder + "/platform.pem" }

    /// Whether the platform has given a certificate.
    var isThere: Bool { access(path, F_OK) == 0 }

    /// A request for a certificate (PKCS #10, PEM), signed with a key for it, which is made here
    /// unless one already waits.
    ///
    /// - Throws: ``PlatformLinkError/identityUnusable``.
    func request() throws -> String {
        do {
            return try CertificateRequest(for: nextKey()).pem
        } catch {
            throw PlatformLinkError.identityUnusable
        }
    }

    /// Keeps the certificate, if it is one for the key it was asked for.
    ///
    /// - Throws: ``PlatformLinkError/badAnswer``, ``PlatformLinkError/identityUnusable``.
    func keep(_ certificate: String) throws {
        guard let given = try? Certificate(pemEncoded: certificate), let key = try? nextKey(),
            given.publicKey == key.publicKey
        else { throw PlatformLinkError.badAnswer }
        do {
            let secret = try key.serializeAsPEM().pemString
            try CertificateFiles.write(
                certificate.trimmingCharacters(in: .newlines) + "\n" + secret, to: path,
                mode: 0o600)
        } catch {
            throw PlatformLinkError.identityUnusable
        }
        unlink(nextKeyPath)
    }

    /// Whole days until the certificate ends.
    ///
    /// - Throws: ``PlatformLinkError/notEnrolled``, ``PlatformLinkError/identityUnusable``.
    func daysLeft(at now: Timestamp) throws -> Int {
        guard isThere else { throw PlatformLinkError.notEnrolled }
        guard let days = try? Authority.daysLeft(certificateAt: path, at: now) else {
            throw PlatformLinkError.identityUnusable
        }
        return days
    }

    /// TLS 1.3 that trusts `trustFile` alone and shows the kiosk's certificate, unless it is yet
    /// to be asked for.
    ///
    /// - Throws: ``PlatformLinkError/trustUnusable``, ``PlatformLinkError/identityUnusable``.
    func tls(trustFile: String, isShown: Bool = true) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv13
        guard let trusted = try? NIOSSLCertificate.fromPEMFile(trustFile), !trusted.isEmpty else {
            throw PlatformLinkError.trustUnusable
        }
        configuration.trustRoots = .certificates(trusted)
        guard isShown else { return configuration }
        guard CertificateFiles.isPrivate(path),
            let chain = try? NIOSSLCertificate.fromPEMFile(path),
            let key = try? NIOSSLPrivateKey(file: path, format: .pem)
        else { throw PlatformLinkError.identityUnusable }
        configuration.certificateChain = chain.map { .certificate($0) }
        configuration.privateKey = .privateKey(key)
        return configuration
    }

    /// The key of the certificate that is asked for.
    private func nextKey() throws -> Certificate.PrivateKey {
        if access(nextKeyPath, F_OK) != 0 {
            let made = Certificate.PrivateKey(P256.Signing.PrivateKey())
            try CertificateFiles.write(
                try made.serializeAsPEM().pemString, to: nextKeyPath, mode: 0o600)
        }
        guard CertificateFiles.isPrivate(nextKeyPath) else {
            throw PlatformLinkError.identityUnusable
        }
        return try Certificate.PrivateKey(
            pemEncoded: String(contentsOfFile: nextKeyPath, encoding: .utf8))
    }
}
