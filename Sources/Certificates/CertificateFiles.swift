import FoundationEssentials
import Glibc
import SwiftASN1
public import X509

/// A certificate and its key in one folder as PEM: `NAME.pem` and, for its owner alone, `NAME.key`.
public struct CertificateFiles: Sendable {
    private let folder: String
    private let name: String

    /// Names the two; nothing is touched yet.
    public init(folder: String, name: String) { (self.folder, self.name) = (folder, name) }

    /// Path of the certificate.
    public var certificate: String { "\(folder)/\(name).pem" }
    /// Path of its key.
    public var key: String { "\(folder)/\(name).key" }

    /// What is there; `nil` where nothing is.
    ///
    /// - Throws: ``CertificateError/unusable``.
    public func read() throws(CertificateError) -> (Certificate, Certificate.PrivateKey)? {
        guard access(certificate, F_OK) == 0 else { return nil }
        guard Self.isPrivate(key),
            let text = try? String(contentsOfFile: certificate, encoding: .utf8),
            let secret = try? String(contentsOfFile: key, encoding: .utf8),
            let read = try? Certificate(pemEncoded: text),
            let own = try? Certificate.PrivateKey(pemEncoded: secret),
            own.publicKey == read.publicKey
        else { throw .unusable }
        return (read, own)
    }

    /// Writes both, the certificate last: its presence says that everything is there.
    ///
    /// - Throws: ``CertificateError/notWritten(_:)``.
    public func write(_ made: Certificate, _ own: Certificate.PrivateKey) throws {
        // Between the two renames the old certificate would stand beside the new key.
        unlink(certificate)
        try Self.write(try own.serializeAsPEM().pemString, to: key, mode: 0o600)
        try Self.write(try made.serializeAsPEM().pemString, to: certificate, mode: 0o644)
    }

    /// Whether nobody but its owner may read the file at `path`.
    public static func isPrivate(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let mode = attributes?[.posixPermissions] as? UInt else { return false }
        return mode & 0o077 == 0
    }

    /// A whole file, safe on the disk, or none.
    ///
    /// - Throws: ``CertificateError/notWritten(_:)``.
    public static func write(
        _ text: String, to path: String, mode: UInt32
    ) throws(CertificateError) {
        let draft = path + ".new"
        unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard file >= 0 else { throw .notWritten(errno) }
        let bytes = Array((text + "\n").utf8)
        let isWritten = Glibc.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        let failure = errno
        close(file)
        guard isWritten else { throw .notWritten(failure) }
        guard rename(draft, path) == 0 else { throw .notWritten(errno) }
    }
}
