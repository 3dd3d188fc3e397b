import NIOSSL

/// How the platform is reached: TLS 1.3 and nothing older. Who shows a certificate must hold one
/// of the kiosks' authority; browsers show none, and reach no kiosk's path.
public struct PlatformTLS: Sendable {
    static let trialHosts: Set = ["localhost", "127.0.0.1"]

    let configuration: TLSConfiguration
    /// The names it is called by.
    let hosts: Set<String>
    /// Whether the certificate is the operator's, and not a trial's.
    let isOperators: Bool

    /// Reads the server's certificate and key and the authority of the kiosks, all PEM; `host` is
    /// the name in an operator's certificate.
    ///
    /// - Throws: ``PlatformError/certificateUnusable``.
    public init(
        certificate: String, key: String, kioskAuthority: String, host: String? = nil
    ) throws {
        hosts = host.map { [$0] } ?? Self.trialHosts
        isOperators = host != nil
        do {
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(certificate)
                    .map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
            configuration.minimumTLSVersion = .tlsv13
            configuration.certificateVerification = .optionalVerification
            configuration.trustRoots = .certificates(
                try NIOSSLCertificate.fromPEMFile(kioskAuthority))
            configuration.applicationProtocols = ["http/1.1"]
            self.configuration = configuration
        } catch {
            throw PlatformError.certificateUnusable
        }
    }
}
