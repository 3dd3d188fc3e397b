import Crypto
import Foundation
import NIOSSL

/// A server whose certificate a trial browser accepts though no public authority signed it: told
/// by the hash of its public key, so that no other server passes for it.
struct TrustedServer: Sendable {
    /// Base 64 of the SHA-256 of the public key (RFC 7469 §2.4).
    let pin: String

    /// Reads a server's certificate, PEM.
    init(certificate path: String) throws {
        guard let certificate = try NIOSSLCertificate.fromPEMFile(path).first else {
            throw CocoaError(.fileReadCorruptFile)
        }
        let key = try certificate.extractPublicKey().toSPKIBytes()
        pin = Data(SHA256.hash(data: key)).base64EncodedString()
    }
}
