import AsyncHTTPClient
import Certificates
import Crypto
import Foundation
import Hummingbird
import HummingbirdTLS
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import Registry
import Sealing
import SwiftASN1
import Sync
import Testing
import Web
import X509

@testable import Platform

/// The platform as kiosks and thieves meet it: over real connections.
@Suite(.timeLimit(.minutes(1))) struct KioskTLSTests {
    /// A kiosk's side: its key, and the certificate it got.
    private struct Holder {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        var certificate: String?

        func request() throws -> String {
            try CertificateSigningRequest(
                version: .v1, subject: DistinguishedName { CommonName("k") }, privateKey: key,
                attributes: .init()
            ).serializeAsPEM().pemString
        }

        func tls(trusting file: String) throws -> TLSConfiguration {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(file))
            guard let certificate else { return tls }
            tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
                .map { .certificate($0) }
            tls.privateKey = .privateKey(
                try NIOSSLPrivateKey(
                    bytes: Array(key.serializeAsPEM().pemString.utf8), format: .pem))
            return tls
        }
    }

    private static var present: Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    }

    /// Serves the fixture's routes by TLS on a free port while `body` runs.
    private func serve(
        _ fixture: PlatformFixture, _ body: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        let router = PlatformApplication.router(
            try Templates(folders: [WebFiles.folder]), try fixture.routes { Self.present })
        let tls = try fixture.folder.tls()
        let (ports, report) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, server: try .tls(.http1(), tlsConfiguration: tls.configuration),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { report.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup { group in
            group.addTask { try await application.run() }
            group.addTask { await fixture.news.run() }
            group.addTask {
                for await port in ports { return try await body("https://localhost:\(port)") }
            }
            for try await _ in group {
                group.cancelAll()
                return
            }
        }
    }

    private func with<Value: Sendable>(
        _ tls: TLSConfiguration, _ body: (HTTPClient) async throws -> Value
    ) async throws -> Value {
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        // A refused handshake is the answer, not a reason to go on trying.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let value = try await body(client)
            try await client.shutdown()
            return value
        } catch {
            try await client.shutdown()
            throw error
        }
    }

    private func ask(_ client: HTTPClient, _ url: String) async throws -> Answer {
        let response = try await client.execute(
            HTTPClientRequest(url: url), timeout: .seconds(50))
        let body = try await response.body.collect(upTo: 1 << 20)
        return Answer(
            status: Int(response.status.code), body: Data(body.readableBytesView))
    }

    /// A kiosk `east` that enrolled over the line, with its code.
    private func enrolled(_ fixture: PlatformFixture, _ url: String) async throws -> Holder {
        let code = try await KioskStore(database: fixture.database)
            .add(guihua, Identifier("east"), name: "样张", at: Self.present)
        var holder = Holder()
        var call = HTTPClientRequest(url: url + "/v1/enrolments")
        call.method = .POST
        let body = EnrolmentRequest(code: code, request: try holder.request())
        call.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(body)))
        let request = call
        holder.certificate = try await with(holder.tls(trusting: fixture.siteFile)) { client in
            let response = try await client.execute(request, timeout: .seconds(20))
            let bytes = try await response.body.collect(upTo: 1 << 20)
            return try JSONDecoder().decode(
                EnrolmentAnswer.self, from: Data(bytes.readableBytesView)
            ).certificate
        }
        return holder
    }

    @Test func `a stolen certificate is refused within two seconds, waiting questions included`()
        async throws
    {
        let fixture = try await PlatformFixture()
        try await serve(fixture) { url in
            let thief = try await enrolled(fixture, url)
            let changes = url + "/v1/kiosks/east/changes"
            try await with(thief.tls(trusting: fixture.siteFile)) { client in
                let first = try await ask(client, changes + "?wait=0")
                #expect(first.status == 200)
                let position = first.changes?.position ?? 0
                let before = await fixture.news.listenerCount
                async let waiting = ask(client, "\(changes)?after=\(position)&wait=50")
                while await fixture.news.listenerCount == before { await Task.yield() }
                while await !fixture.news.isListening { await Task.yield() }
                let start = ContinuousClock.now
                let count = try await KioskStore(database: fixture.database)
                    .revoke(guihua, Identifier("east"), at: Self.present)
                #expect(count == 1)
                let ended = try await waiting
                #expect(ended.status == 401 && ended.refusal?.code == "PF-46")
                let next = try await ask(client, changes + "?wait=0")
                #expect(next.status == 401 && next.refusal?.code == "PF-46")
                #expect(ContinuousClock.now - start < .seconds(2))
            }
        }
    }

    /// Asks with the certificate it has for one of another key.
    private func renew(_ holder: Holder, _ client: HTTPClient, _ url: String) async throws
        -> (status: Int, next: Holder)
    {
        var next = Holder()
        var call = HTTPClientRequest(url: url + "/v1/kiosks/east/certificates")
        call.method = .POST
        call.body = .bytes(
            ByteBuffer(bytes: try JSONEncoder().encode(RenewalRequest(request: next.request()))))
        let response = try await client.execute(call, timeout: .seconds(20))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        next.certificate = try? JSONDecoder().decode(
            EnrolmentAnswer.self, from: Data(bytes.readableBytesView)
        ).certificate
        return (Int(response.status.code), next)
    }

    @Test func `a kiosk renews by itself, and a lost answer costs it nothing`() async throws {
        let fixture = try await PlatformFixture()
        try await serve(fixture) { url in
            let first = try await enrolled(fixture, url)
            let changes = url + "/v1/kiosks/east/changes?wait=0"
            let (lost, second) = try await with(first.tls(trusting: fixture.siteFile)) { client in
                let lost = try await renew(first, client, url)
                #expect(lost.status == 200)
                // The answer never came: it asks again, and goes on meanwhile.
                let meanwhile = try await ask(client, changes)
                #expect(meanwhile.status == 200)
                return (lost.next, try await renew(first, client, url).next)
            }
            let refused = try await with(lost.tls(trusting: fixture.siteFile)) {
                try await ask($0, changes)
            }
            #expect(refused.status == 401 && refused.refusal?.code == "PF-46")
            let new = try await with(second.tls(trusting: fixture.siteFile)) {
                try await ask($0, changes)
            }
            #expect(new.status == 200)
            // What was under way with the first still arrives; in an hour it is over.
            let old = try await with(first.tls(trusting: fixture.siteFile)) {
                try await ask($0, changes)
            }
            #expect(old.status == 200)
            let ends = try await fixture.database.transaction(.village(guihua)) { session in
                try session.rows(
                    """
                    SELECT count(*) AS n FROM kiosk_certificate WHERE kiosk = 'east'
                        AND revoked_at IS NULL AND expires_at < now() + interval '61 minutes'
                    """
                ).first?.number("n")
            }
            #expect(ends == 1)
            let count = try await KioskStore(database: fixture.database)
                .revoke(guihua, Identifier("east"), at: Self.present)
            #expect(count >= 2)
            let late = try await with(second.tls(trusting: fixture.siteFile)) {
                try await renew(second, $0, url)
            }
            #expect(late.status == 401)
        }
    }

    @Test func `another authority's certificate, a server's, and none are refused`()
        async throws
    {
        let fixture = try await PlatformFixture()
        try await serve(fixture) { url in
            let changes = url + "/v1/kiosks/east/changes?wait=0"
            let nobody = try await with(Holder().tls(trusting: fixture.siteFile)) {
                try await ask($0, changes)
            }
            #expect(nobody.status == 401 && nobody.refusal?.code == "PF-20")
            let place = fixture.folder.path + "/elsewhere"
            try FileManager.default.createDirectory(
                atPath: place, withIntermediateDirectories: true)
            // Of the same name, and signed for the very kiosk.
            let impostor = try Authority(folder: place, name: "kiosks", at: Self.present)
            var holder = Holder()
            holder.certificate = try impostor.certify(
                holder.request(), as: "guihua/east", days: 1, at: Self.present
            ).pem
            let forged = holder
            await #expect(throws: (any Error).self) {
                try await with(forged.tls(trusting: fixture.siteFile)) {
                    try await ask($0, changes)
                }
            }
        }
    }

    @Test func `a client of TLS 1.2 is refused, and a server of another authority`()
        async throws
    {
        let fixture = try await PlatformFixture()
        try await serve(fixture) { url in
            var old = try Holder().tls(trusting: fixture.siteFile)
            old.minimumTLSVersion = .tlsv12
            old.maximumTLSVersion = .tlsv12
            let outdated = old
            await #expect(throws: (any Error).self) {
                try await with(outdated) { try await ask($0, url + "/") }
            }
            let kiosks = fixture.folder.path + "/certificates/kiosks.pem"
            await #expect(throws: (any Error).self) {
                try await with(Holder().tls(trusting: kiosks)) { try await ask($0, url + "/") }
            }
        }
    }
}

extension PlatformFixture {
    /// The authority that a client is to trust.
    fileprivate var siteFile: String { folder.path + "/certificates/site.pem" }
}
