import SwiftASN1
public import X509

/// A request for a certificate (PKCS #10, PEM), signed with the key it is for.
public struct CertificateRequest: Sendable {
    /// The request as it is sent.
    public let pem: String

    /// Asks for a certificate for `key`. The other end decides what stands in it.
    public init(for key: Certificate.PrivateKey) throws {
        let name = try DistinguishedName { CommonName("FrontDesk") }
        pem = try CertificateSigningRequest(
            version: .v1, subject: name, privateKey: key, attributes: .init(),
            signatureAlgorithm: .ecdsaWithSHA256
        ).serializeAsPEM().pemString
    }
}
