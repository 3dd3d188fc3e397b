import Crypto
import Foundation
import Glibc
import NIOSSL
import SwiftASN1
import X509

/// Who this kiosk is to the platform: `platform.key` (0600, made here, never sent anywhere) and
/// `platform.pem`, the certificate that the platform gave for it, in the data folder.
struct PlatformIdentity: Sendable {
    let folder: String

    private var keyPath: String { folder + "/platform.key" }
    private var certificatePath: String { folder + "/platform.pem" }

    /// Whether the platform has given a certificate.
    var isThere: Bool { access(certificatePath, F_OK) == 0 }

    /// A request for a certificate (PKCS #10, PEM), signed with the kiosk's key, which is made
    /// here where there is none.
    ///
    /// - Throws: ``PlatformLinkError/identityUnusable``.
    func request() throws -> String {
        do {
            let key = try privateKey()
            let name = try DistinguishedName { CommonName("FrontDesk") }
            let request = try CertificateSigningRequest(
                version: .v1, subject: name, privateKey: key, attributes: .init(),
                signatureAlgorithm: .ecdsaWithSHA256)
            return try request.serializeAsPEM().pemString
        } catch {
            throw PlatformLinkError.identityUnusable
        }
    }

    /// Keeps the certificate, if it is one for our key.
    ///
    /// - Throws: ``PlatformLinkError/badAnswer``, ``PlatformLinkError/identityUnusable``.
    func keep(_ certificate: String) throws {
        guard let given = try? Certificate(pemEncoded: certificate),
            given.publicKey == (try? privateKey())?.publicKey
        else { throw PlatformLinkError.badAnswer }
        try write(certificate, to: certificatePath)
    }

    /// When the certificate ends.
    ///
    /// - Throws: ``PlatformLinkError/notEnrolled``, ``PlatformLinkError/identityUnusable``.
    func expiry() throws -> Date {
        guard isThere else { throw PlatformLinkError.notEnrolled }
        guard let text = try? String(contentsOfFile: certificatePath, encoding: .utf8),
            let certificate = try? Certificate(pemEncoded: text)
        else { throw PlatformLinkError.identityUnusable }
        return certificate.notValidAfter
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
        guard isOurs, let chain = try? NIOSSLCertificate.fromPEMFile(certificatePath),
            let key = try? NIOSSLPrivateKey(file: keyPath, format: .pem)
        else { throw PlatformLinkError.identityUnusable }
        configuration.certificateChain = chain.map { .certificate($0) }
        configuration.privateKey = .privateKey(key)
        return configuration
    }

    /// Whether nobody else may read the key.
    private var isOurs: Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: keyPath)
        guard let mode = attributes?[.posixPermissions] as? NSNumber else { return false }
        return mode.intValue & 0o077 == 0
    }

    private func privateKey() throws -> Certificate.PrivateKey {
        if access(keyPath, F_OK) != 0 {
            let made = Certificate.PrivateKey(P256.Signing.PrivateKey())
            try write(try made.serializeAsPEM().pemString, to: keyPath)
        }
        guard isOurs, let text = try? String(contentsOfFile: keyPath, encoding: .utf8) else {
            throw PlatformLinkError.identityUnusable
        }
        return try Certificate.PrivateKey(pemEncoded: text)
    }

    /// A whole file of mode 0600, or none.
    private func write(_ text: String, to path: String) throws {
        let draft = path + ".new"
        _ = unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw PlatformLinkError.identityUnusable }
        let bytes = Array((text + "\n").utf8)
        let isWritten = Glibc.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        close(file)
        guard isWritten, rename(draft, path) == 0 else {
            throw PlatformLinkError.identityUnusable
        }
    }
}
