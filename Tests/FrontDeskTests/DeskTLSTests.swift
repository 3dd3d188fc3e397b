import AsyncHTTPClient
import Certificates
import Foundation
import Hummingbird
import HummingbirdTLS
import Logging
import NIOHTTP1
import NIOSSL
import Registry
import Testing
import X509

@testable import FrontDesk

/// The clerk's desk as browsers meet it.
@Suite(.timeLimit(.minutes(1))) struct DeskTLSTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "desk-tls-\(UUID().uuidString)").path

    private func configuration() throws -> KioskConfiguration {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var configuration = KioskConfiguration()
        configuration.data.folder = folder
        return configuration
    }

    private func done() { try? FileManager.default.removeItem(atPath: folder) }

    /// Serves a word by `tls` on a free port while `body` runs.
    private func serve(
        _ tls: DeskTLS, _ body: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        let router = Router()
        router.get("/") { _, _ in "样张" }
        let (ports, report) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, server: try .tls(.http1(), tlsConfiguration: tls.configuration),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { report.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup { group in
            group.addTask { try await application.run() }
            group.addTask {
                for await port in ports { return try await body("https://localhost:\(port)/") }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private func ask(
        _ url: String, trusting file: String, atMost version: TLSVersion? = nil
    ) async throws -> UInt {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(file))
        tls.maximumTLSVersion = version
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let status = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(9))
                .status.code
            try await client.shutdown()
            return status
        } catch {
            try await client.shutdown()
            throw error
        }
    }

    @Test func `it is served by TLS 1.3 to whoever trusts the kiosk's own authority`()
        async throws
    {
        defer { done() }
        let tls = try DeskTLS(try configuration(), at: .now)
        #expect(tls.hosts == ["localhost", "127.0.0.1"])
        #expect(!tls.isOperators)
        let authority = folder + "/desk-authority.pem"
        try await serve(tls) { url in
            let status = try await ask(url, trusting: authority)
            #expect(status == 200)
            await #expect(throws: (any Error).self, "older than TLS 1.3") {
                _ = try await ask(url, trusting: authority, atMost: .tlsv12)
            }
        }
        #expect(try DeskTLS.daysLeft(try configuration(), at: .now) ?? 0 > 800)
    }

    @Test func `the name in kiosk.conf is in the certificate and among the names it answers to`()
        throws
    {
        defer { done() }
        var configuration = try configuration()
        configuration.clerk.host = "desk.village"
        #expect(try DeskTLS(configuration, at: .now).hosts.contains("desk.village"))
        let files = CertificateFiles(folder: folder, name: "desk")
        let made = try #require(try files.read()).0
        #expect(
            try made.extensions.subjectAlternativeNames?.contains(.dnsName("desk.village")) == true)
    }

    @Test func `an operator's certificate needs a key that only its owner reads`() throws {
        defer { done() }
        var configuration = try configuration()
        _ = try DeskTLS(configuration, at: .now)
        configuration.clerk.certificateFile = folder + "/desk.pem"
        configuration.clerk.keyFile = folder + "/desk.key"
        #expect(try DeskTLS(configuration, at: .now).isOperators)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: folder + "/desk.key")
        #expect(throws: CertificateError.unusable) { try DeskTLS(configuration, at: .now) }
    }
}
