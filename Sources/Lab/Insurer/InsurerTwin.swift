import DeviceSupport
import Foundation
import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdTLS
import Logging
import NIOCore
import Registry

/// The lab's insurer: an HTTPS service on 127.0.0.1 with a book of its own in its folder, so that
/// it knows after a restart what it booked before.
actor InsurerTwin {
    private static let bodyMax = 65_536
    /// Longer than any client waits.
    private static let silence = Duration.seconds(60)

    private let folder: URL
    private let certificates: InsurerCertificates
    private var exchange = InsurerExchange(secret: [])
    private var book = InsurerBook()
    private var server: Task<Void, any Error>?
    private var faults: [InsurerFault] = []
    /// Where it listens; 0 before the first start.
    private(set) var port = 0
    private let executor = BlockingExecutor(label: "insurer-twin")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Names the folder; nothing is made or runs before ``start()``.
    init(folder: URL) {
        self.folder = folder
        certificates = InsurerCertificates(folder: folder)
    }

    /// PEM file of the authority to trust.
    nonisolated var caPath: String { certificates.authority }
    /// File of mode 0600 with the shared secret.
    nonisolated var secretPath: String { folder.appending(path: "secret").path }
    /// What it calls the kiosk.
    nonisolated var client: String { InsurerExchange.client }
    var url: String { "https://localhost:\(port)" }
    var isOn: Bool { server != nil }
    var refuses: Bool { book.refusal != nil }
    var isDearer: Bool { book.isDearer }
    /// Policies in force, in the order of their numbers.
    var policies: [InsurerBook.Entry] { book.inForce }
    /// Every key it was ever asked about.
    var entries: [String: InsurerBook.Entry] { book.entries }

    /// Listens, after a stop on the port it had; makes certificates and secret where missing.
    func start() async throws {
        guard server == nil else { return }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try certificates.make()
        exchange = InsurerExchange(secret: try secret())
        if port == 0, let kept = try? Data(contentsOf: bookFile) {
            book = try JSONDecoder().decode(InsurerBook.self, from: kept)
        }
        let tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificates.server.certificate)
                .map { .certificate($0) },
            privateKey: .privateKey(
                try NIOSSLPrivateKey(file: certificates.server.key, format: .pem)))
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            responder: CallbackResponder { (request, _: BasicRequestContext) in
                try await self.respond(to: request)
            },
            server: try .tls(.http1(), tlsConfiguration: tls),
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in running.yield(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "insurer") { _ in SwiftLogNoOpLogHandler() })
        let server = Task {
            defer { running.finish() }
            try await application.run()
        }
        self.server = server
        var first = ports.makeAsyncIterator()
        guard let port = await first.next() else {
            self.server = nil
            return try await server.value
        }
        self.port = port
    }

    /// Closes every connection; the book stays.
    func stop() async {
        server?.cancel()
        _ = await server?.result
        server = nil
    }

    /// Does what a button or a command says.
    func turn(_ handle: InsurerSwitch) async throws {
        switch handle {
        case .isOn(let isOn): if isOn { try await start() } else { await stop() }
        case .refuses(let refuses): book.refusal = refuses ? "age" : nil
        case .isDearer(let isDearer): book.isDearer = isDearer
        case .next(let fault): faults.append(fault)
        }
    }

    private func respond(to request: Request) async throws -> Response {
        let body = try await request.body.collect(upTo: Self.bodyMax)
        let headers = request.headers.map { ($0.name.canonicalName, $0.value) }
        let message = InsurerExchange.Request(
            method: request.method.rawValue, path: request.uri.path,
            headers: Dictionary(headers) { first, _ in first }, body: Array(buffer: body))
        let index = faults.firstIndex { $0.strikes(message) }
        let fault = index.map { faults.remove(at: $0) }
        if fault == .failOnce { return Response(status: .internalServerError) }
        let reply = try answer(message, fault)
        if fault == .timeoutOnce { try await Task.sleep(for: Self.silence) }
        var fields = HTTPFields()
        for (name, value) in reply.headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        fields[.contentType] = "application/json"
        return Response(
            status: .init(code: reply.status), headers: fields,
            body: .init(byteBuffer: ByteBuffer(bytes: reply.body)))
    }

    private func answer(
        _ message: InsurerExchange.Request, _ fault: InsurerFault?
    ) throws -> InsurerExchange.Reply {
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
        var changed = book
        var reply = exchange.reply(to: message, book: &changed, at: now)
        if changed != book {
            // In the file before anybody is told.
            try JSONEncoder().encode(changed).write(to: bookFile, options: .atomic)
            book = changed
        }
        fault?.alter(beforeSigning: &reply)
        let path = fault == .otherPathOnce ? message.path + "/" : message.path
        exchange.sign(
            &reply, path: path, at: fault == .staleOnce ? now + .seconds(-3_600) : now)
        fault?.alter(afterSigning: &reply)
        return reply
    }

    private var bookFile: URL { folder.appending(path: "book.json") }

    /// The secret of the folder, made at the first start.
    private func secret() throws -> [UInt8] {
        if let kept = try? Data(contentsOf: URL(filePath: secretPath)) {
            return Array(String(decoding: kept, as: UTF8.self).trimmed.utf8)
        }
        var random = SystemRandomNumberGenerator()
        let text = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }.hex
        let isMade = FileManager.default.createFile(
            atPath: secretPath, contents: Data((text + "\n").utf8),
            attributes: [.posixPermissions: 0o600])
        guard isMade else { throw InsurerCertificates.NotMade(step: "secret") }
        return Array(text.utf8)
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
