import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOFoundationCompat
import Registry
import Specimens
import Storage
import Sync
import Synchronization
import Testing

@testable import FrontDesk

/// A platform that takes entries in order, forgets an answer when told to, and has one village.
private final class ScriptedPlatform: Sendable {
    struct State {
        var taken: [KioskEvent] = []
        var answersToLose = 0
        var changes: [VillageChange] = []
    }
    let state = Mutex(State())

    /// Serves on a free port while `body` runs.
    func serve(_ body: @escaping @Sendable (String) async throws -> Void) async throws {
        let router = Router()
        router.post("/v1/kiosks/:id/events") { request, _ in
            let bytes = try await request.body.collect(upTo: 1 << 20)
            let events = try JSONDecoder().decode([KioskEvent].self, from: Data(buffer: bytes))
            return try self.take(events)
        }
        router.get("/v1/kiosks/:id/changes") { request, _ in
            let after = request.uri.queryParameters["after"].flatMap { Int($0) } ?? 0
            // In two pages, as a large village comes in many.
            let changes = self.state.withLock { $0.changes }
            let half = changes.count / 2
            let page: [VillageChange] =
                switch after {
                case 0: Array(changes.prefix(half))
                case 1: Array(changes.dropFirst(half))
                default: []
                }
            let answer = ChangesAnswer(
                changes: page, position: min(after + 1, 2), hasMore: after == 0)
            return try Self.json(answer, .ok)
        }
        let (ports, report) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { report.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup { group in
            group.addTask { try await application.run() }
            group.addTask {
                for await port in ports { return try await body("http://127.0.0.1:\(port)") }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private func take(_ events: [KioskEvent]) throws -> Response {
        try state.withLock { state in
            let next = state.taken.count + 1
            guard let first = events.first, first.sequence <= next else {
                return try Self.json(
                    SyncRefusal(code: "PF-00", message: "", expected: next), .conflict)
            }
            state.taken += events.filter { $0.sequence >= next }
            if state.answersToLose > 0 {
                state.answersToLose -= 1
                return Response(status: .serviceUnavailable)
            }
            return try Self.json(
                EventsAnswer(next: state.taken.count + 1, outcomes: []), .ok)
        }
    }

    private static func json(_ value: some Encodable, _ status: HTTPResponse.Status) throws
        -> Response
    {
        Response(
            status: status,
            body: .init(byteBuffer: ByteBuffer(bytes: try JSONEncoder().encode(value))))
    }
}

@Suite(.timeLimit(.minutes(1))) struct PlatformLinkTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "platform-link-\(UUID().uuidString)")

    private func client(_ url: String) -> PlatformClient {
        PlatformClient(url: url, kiosk: Identifier("k-1"), tls: nil)
    }

    private func journal(_ count: Int, in data: DataFolder) async throws {
        for number in 0..<count {
            try await data.journal.append(
                .device, subject: "d-\(number)", body: ["n": number], at: .now)
        }
    }

    @Test func `every entry goes up once and in order, also when an answer is lost`()
        async throws
    {
        let data = try DataFolder(path: folder.path, purpose: .trial, at: .now)
        defer {
            data.close()
            try? FileManager.default.removeItem(at: folder)
        }
        try await journal(3, in: data)
        let platform = ScriptedPlatform()
        platform.state.withLock { $0.answersToLose = 1 }
        try await platform.serve { url in
            let uploader = Uploader(
                data: data, platform: client(url), village: Identifier("v"),
                standing: LinkStanding(), logger: Logger(label: "test"))
            let running = Task { try await uploader.run() }
            while try await data.journal.uploadNext() < 4 { await Task.yield() }
            try await journal(2, in: data)
            while try await data.journal.uploadNext() < 6 { await Task.yield() }
            running.cancel()
            _ = await running.result
        }
        let taken = platform.state.withLock { $0.taken }
        #expect(taken.map(\.sequence) == [1, 2, 3, 4, 5])
        #expect(taken.allSatisfy { $0.body == nil && $0.entry.kind == "device" })
        #expect(zip(taken.dropFirst(), taken).allSatisfy { $0.entry.previous == $1.entry.hash })
    }

    @Test func `the village is there before anybody is served`() async throws {
        let data = try DataFolder(path: folder.path, purpose: .trial, at: .now)
        defer {
            data.close()
            try? FileManager.default.removeItem(at: folder)
        }
        let platform = ScriptedPlatform()
        platform.state.withLock { $0.changes = TrialVillage().changes }
        try await platform.serve { url in
            let mirror = VillageMirror(
                data: data, platform: client(url), standing: LinkStanding(),
                logger: Logger(label: "test"), clock: { .now }, onChange: {})
            await mirror.lookOnce()
        }
        #expect(try await data.village.offers().count == TrialVillage().rooms.count)
        #expect(try await data.village.position() == 2, "every page was taken")
    }

    @Test func `a platform that is not there is a fault, and nothing is lost`() async throws {
        await #expect(throws: PlatformLinkError.unreachable) {
            try await client("http://127.0.0.1:9").changes(after: 0, wait: 0)
        }
    }

    @Test(arguments: [0o644, 0o640, 0o604])
    func `a key that others may read is refused`(mode: Int) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let identity = PlatformIdentity(folder: folder.path)
        #expect(try identity.request().hasPrefix("-----BEGIN CERTIFICATE REQUEST-----"))
        let key = folder.appending(path: "platform.key").path
        let made = try FileManager.default.attributesOfItem(atPath: key)
        #expect(made[.posixPermissions] as? Int == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key)
        #expect(throws: PlatformLinkError.identityUnusable) { try identity.request() }
    }

    @Test func `without a certificate the link says so, and takes none that is not its own`()
        throws
    {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let identity = PlatformIdentity(folder: folder.path)
        #expect(throws: PlatformLinkError.notEnrolled) { try identity.daysLeft(at: .now) }
        var configuration = KioskConfiguration.Platform()
        (configuration.url, configuration.trustFile) = ("https://localhost:9", "/nowhere.pem")
        #expect(throws: PlatformLinkError.notEnrolled) {
            try PlatformClient(configuration, identity: identity)
        }
        #expect(throws: PlatformLinkError.trustUnusable) {
            try PlatformClient(configuration, identity: identity, isEnrolling: true)
        }
        #expect(throws: PlatformLinkError.badAnswer) { try identity.keep("no certificate") }
        #expect(!identity.isThere)
    }

    @Test func `the clerk is never told that all is uploaded while something waits`() {
        let off = PlatformLinkError.unreachable.fault
        #expect(UploadStanding(waiting: 0, fault: nil).chinese == "已全部上传")
        #expect(UploadStanding(waiting: 3, fault: nil).chinese == "正在上传 3 条")
        #expect(UploadStanding(waiting: 3, fault: off).chinese.contains("3 条待上传"))
        #expect(!UploadStanding(waiting: 0, fault: off).chinese.contains("已全部"))
    }
}
