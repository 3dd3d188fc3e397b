import Certificates
import NIOSSL
import Registry

/// How the clerk's desk is reached: TLS 1.3, with the operator's certificate, or with one of an
/// authority that this kiosk makes for itself: `desk-authority.pem` in the data folder, which the
/// clerk's browser is told to trust once.
struct DeskTLS: Sendable {
    let configuration: TLSConfiguration
    /// The names it is called by.
    let hosts: Set<String>
    /// Whether the certificate is the operator's: browsers may then be told never to come
    /// without TLS.
    let isOperators: Bool

    /// Names that always lead here.
    private static let localHosts = ["localhost", "127.0.0.1"]

    /// All of the machine's addresses: nobody's name.
    private static let anyAddress = "0.0.0.0"

    /// Reads the certificate, made anew where it is missing, for other names or near its end.
    ///
    /// - Throws: `CertificateError`.
    init(_ configuration: KioskConfiguration, at now: Timestamp) throws {
        let clerk = configuration.clerk
        let named = [clerk.host, clerk.address].filter { !$0.isEmpty && $0 != Self.anyAddress }
        hosts = Set(named + Self.localHosts)
        isOperators = clerk.certificateFile != nil
        if let certificate = clerk.certificateFile, let key = clerk.keyFile {
            self.configuration = try Self.server(certificate, key)
            return
        }
        let files = Self.files(in: configuration.data.folder)
        try Authority(folder: configuration.data.folder, name: "desk-authority", at: now)
            .provideServer(files, hosts: Array(hosts), at: now)
        self.configuration = try Self.server(files.certificate, files.key)
    }

    /// Whole days until the certificate ends; `nil` before the first start.
    ///
    /// - Throws: `CertificateError.unusable`.
    static func daysLeft(_ configuration: KioskConfiguration, at now: Timestamp) throws -> Int? {
        if let path = configuration.clerk.certificateFile {
            return try Authority.daysLeft(certificateAt: path, at: now)
        }
        guard let (certificate, _) = try files(in: configuration.data.folder).read() else {
            return nil
        }
        return Authority.daysLeft(certificate, at: now)
    }

    private static func files(in folder: String) -> CertificateFiles {
        CertificateFiles(folder: folder, name: "desk")
    }

    private static func server(
        _ certificate: String, _ key: String
    ) throws(CertificateError) -> TLSConfiguration {
        guard let chain = try? NIOSSLCertificate.fromPEMFile(certificate), !chain.isEmpty,
            CertificateFiles.isPrivate(key),
            let secret = try? NIOSSLPrivateKey(file: key, format: .pem)
        else { throw .unusable }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(secret))
        configuration.minimumTLSVersion = .tlsv13
        configuration.applicationProtocols = ["http/1.1"]
        return configuration
    }
}
