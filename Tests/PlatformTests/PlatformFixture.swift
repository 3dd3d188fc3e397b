import Certificates
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Registry
import Sealing
import SwiftASN1
import Sync
import Web
import X509

@testable import Platform

/// 2026-11-23T08:00:00Z.
let now = Timestamp(milliseconds: 1_795_420_800_000)
let guihua = Identifier<Village>("guihua")
let liyuan = Identifier<Village>("liyuan")

/// Everything the platform has, with a database of its own: village `guihua` with one house, its
/// rooms `single` (one bed) and `double` (two), kiosks `east` and `west`; village `liyuan` with
/// the kiosk `north`.
final class PlatformFixture: Sendable {
    let made: Cluster.Made
    let database: Database
    let sealer: Sealer
    let news: ChangeNews
    /// What tests show for each kiosk in place of a connection's certificate: its hash.
    let fingerprints: [String: String]
    let folder: PlatformFolder
    private let path: String

    init(cluster: Cluster = .shared) async throws {
        var template = Array("/tmp/frontdesk-platform-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? ""
        folder = PlatformFolder(path: path)
        try folder.prepare()
        let master = MasterKeySource(folder: path)
        sealer = Sealer(ring: try KeyRing(folder: path, master: master, on: now.day))
        made = try await cluster.make()
        database = Database(made.app)
        news = ChangeNews(made.app, logger: Logger(label: "tests"))
        try await Self.seed(database)
        let kiosks = KioskStore(database: database)
        var fingerprints: [String: String] = [:]
        for (village, kiosk) in [(guihua, "east"), (guihua, "west"), (liyuan, "north")] {
            let code = try await kiosks.add(village, Identifier(kiosk), name: "样张", at: now)
            let authority = try folder.kioskAuthority()
            let made = try await kiosks.enrol(code: code, at: now) {
                try authority.certify(
                    try Self.request(), as: $0.id.rawValue, days: 365, at: now)
            }
            fingerprints[kiosk] = made.fingerprint.hex
        }
        self.fingerprints = fingerprints
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private static func seed(_ database: Database) async throws {
        for village in [guihua, liyuan] {
            try await database.transaction(.village(village)) { session in
                try session.execute(
                    "INSERT INTO village (village, name) VALUES ($1, '样张村')", [SQLValue(village)])
                let position = try session.positions(3, of: village).lowerBound
                try session.execute(
                    """
                    INSERT INTO house (village, id, address, colour, landlord, land, position)
                    VALUES ($1, 'h1', '桂花巷 3 号（样张）', 'green', 'l1', 'collective', $2)
                    """, [SQLValue(village), .integer(position)])
                for (offset, (room, beds)) in [("single", 1), ("double", 2)].enumerated() {
                    try session.execute(
                        """
                        INSERT INTO room (village, id, house, number, capacity, area_cm2,
                            rent_fen, amenities, position)
                        VALUES ($1, $2, 'h1', '101', $3, 200000, 80000, '["床"]', $4)
                        """,
                        [
                            SQLValue(village), .text(room), .integer(beds),
                            .integer(position + 1 + offset),
                        ])
                }
            }
        }
    }

    /// A certificate request with a key of its own.
    static func request() throws -> String {
        try CertificateSigningRequest(
            version: .v1, subject: DistinguishedName { CommonName("anything") },
            privateKey: .init(P256.Signing.PrivateKey()), attributes: .init()
        ).serializeAsPEM().pemString
    }

    /// All routes; a kiosk's certificate is named by a header, since there is no TLS here.
    func router() throws -> Router<PlatformContext> {
        var routes = try routes()
        routes.signIn.fingerprint = { request, _ in
            request.headers[.authorization].flatMap { [UInt8](hex: $0) }
        }
        return PlatformApplication.router(
            try Templates(folders: [WebFiles.folder]), routes)
    }

    func routes(at clock: @escaping @Sendable () -> Timestamp = { now }) throws -> KioskRoutes {
        KioskRoutes(
            database: database, sealer: sealer, news: news, blobs: folder.blobs,
            authority: try folder.kioskAuthority(), clock: clock)
    }

    func application() throws -> some ApplicationProtocol {
        var logger = Logger(label: "tests")
        logger.logLevel = .error
        return Application(router: try router(), logger: logger)
    }

    /// Sends events as a kiosk does; the answer's status and body.
    func post(
        _ events: [KioskEvent], as kiosk: String = "east"
    ) async throws -> Answer {
        try await post(body: try JSONEncoder().encode(events), as: kiosk)
    }

    func post(body: Data, as kiosk: String = "east") async throws -> Answer {
        let headers: HTTPFields = [
            .authorization: fingerprints[kiosk] ?? "",
            .contentType: "application/cloudevents-batch+json",
        ]
        return try await ask("/v1/kiosks/\(kiosk)/events", .post, headers, body)
    }

    func get(_ query: String, as kiosk: String = "east") async throws -> Answer {
        try await ask(
            "/v1/kiosks/\(kiosk)/changes?\(query)", .get,
            [.authorization: fingerprints[kiosk] ?? ""])
    }

    func ask(
        _ uri: String, _ method: HTTPRequest.Method, _ headers: HTTPFields = [:],
        _ body: Data = Data()
    ) async throws -> Answer {
        try await application().test(.router) { client in
            let response = try await client.executeRequest(
                uri: uri, method: method, headers: headers, body: ByteBuffer(bytes: body))
            return Answer(
                status: response.status.code, body: Data(response.body.readableBytesView))
        }
    }

    /// One number read with every village in view.
    func count(_ sql: String) async throws -> Int {
        try await database.transaction(.county) { session in
            try session.rows("SELECT (\(sql)) AS count").first?.number("count") ?? -1
        }
    }
}

/// What came back.
struct Answer: Sendable {
    let status: Int
    let body: Data

    func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: body)
    }
    var refusal: SyncRefusal? { try? decoded() }
    var events: EventsAnswer? { try? decoded() }
    var changes: ChangesAnswer? { try? decoded() }
    var outcomes: [String] { events?.outcomes.map(\.outcome) ?? [] }
}
