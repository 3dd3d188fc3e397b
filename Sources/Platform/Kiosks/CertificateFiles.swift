import FoundationEssentials
import Glibc
import SwiftASN1
import X509

/// A certificate and its key as PEM: `NAME.pem` and, for its owner alone, `NAME.key`.
struct CertificateFiles: Sendable {
    let folder: String
    let name: String

    var certificate: String { "\(folder)/\(name).pem" }
    var key: String { "\(folder)/\(name).key" }

    /// What is there; `nil` where nothing is.
    ///
    /// - Throws: ``PlatformError/certificateUnusable`` when others may read the key, or the two
    ///   do not belong together.
    func read() throws -> (Certificate, Certificate.PrivateKey)? {
        guard access(certificate, F_OK) == 0 else { return nil }
        let attributes = try? FileManager.default.attributesOfItem(atPath: key)
        guard let mode = attributes?[.posixPermissions] as? UInt, mode & 0o077 == 0,
            let text = try? String(contentsOfFile: certificate, encoding: .utf8),
            let secret = try? String(contentsOfFile: key, encoding: .utf8),
            let read = try? Certificate(pemEncoded: text),
            let own = try? Certificate.PrivateKey(pemEncoded: secret),
            own.publicKey == read.publicKey
        else { throw PlatformError.certificateUnusable }
        return (read, own)
    }

    /// Writes both, the certificate last: its presence says that everything is there.
    func write(_ made: Certificate, _ own: Certificate.PrivateKey) throws {
        try Self.write(try own.serializeAsPEM().pemString, to: key, mode: 0o600)
        try Self.write(try made.serializeAsPEM().pemString, to: certificate, mode: 0o644)
    }

    private static func write(_ text: String, to path: String, mode: mode_t) throws {
        let draft = path + ".new"
        _ = unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard file >= 0 else { throw PlatformError.folderUnusable(errno) }
        let bytes = Array((text + "\n").utf8)
        let isWritten = Glibc.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        let failure = errno
        close(file)
        guard isWritten else { throw PlatformError.folderUnusable(failure) }
        guard rename(draft, path) == 0 else { throw PlatformError.folderUnusable(errno) }
    }
}
