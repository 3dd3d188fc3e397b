import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Registry
import Sealing
import Web

@testable import Platform

/// An empty platform with the overview's pages, to be seeded as a test likes.
final class DemoFixture: Sendable {
    let database: Database
    let sealer: Sealer
    let news: ChangeNews
    let overview: OverviewRoutes
    private let path: String

    init(at time: Timestamp = now) async throws {
        var template = Array("/tmp/frontdesk-overview-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? ""
        for script in ["htmx.min.js", "sse.js"] {
            try Data().write(to: URL(filePath: path).appending(path: script))
        }
        let folder = PlatformFolder(path: path)
        try folder.prepare()
        let master = MasterKeySource(folder: path)
        sealer = Sealer(ring: try KeyRing(folder: path, master: master, on: now.day))
        let app = try await Cluster.shared.make().app
        database = Database(app)
        let logger = Logger(label: "tests")
        news = ChangeNews(app, logger: logger)
        overview = try OverviewRoutes(
            database: database, news: news, assets: URL(filePath: path), now: { time },
            logger: logger)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func seed(houses: Int = 40, controllers: String? = nil) async throws -> DemoVillage.Outcome {
        try await DemoVillage(database: database, sealer: sealer)
            .seed(houses: houses, controllers: controllers)
    }

    /// What a browser gets.
    func page(_ uri: String = "/") async throws -> (status: Int, html: String) {
        let router = Router()
        router.add(middleware: SecurityHeaders())
        router.add(
            middleware: FaultMiddleware(
                for: .clerk, templates: try Templates(folders: [WebFiles.folder])))
        overview.add(to: router)
        return try await Application(router: router).test(.router) { client in
            let response = try await client.executeRequest(
                uri: uri, method: .get, headers: [:], body: nil)
            return (response.status.code, String(buffer: response.body))
        }
    }

    /// A tenancy as a kiosk's registration leaves it, in one of the seeded village's rooms.
    func register(
        _ id: String, in room: Identifier<Room>, maskedName: String = "陈**", at time: Timestamp
    ) async throws {
        _ = try await database.transaction(.village(guihua)) { session in
            try session.execute(
                """
                INSERT INTO tenancy (village, id, room, kiosk, lease, from_day, until_day,
                    recorded_at, person, masked_name, number_hash, position)
                VALUES ($1, $2, $3, 'east', 'ZL-1', '2026-11-23', '2027-11-22', $4, $5, $6, $5, $7)
                """,
                [
                    SQLValue(guihua), .text(id), SQLValue(room), .timestamp(time), .bytes([0]),
                    .text(maskedName), .integer(try session.nextPosition(of: guihua)),
                ])
        }
    }

    func execute(_ sql: String) async throws {
        _ = try await database.transaction(.village(guihua)) { try $0.execute(sql) }
    }

    func number(_ sql: String) async throws -> Int {
        try await database.transaction(.county) { session in
            try session.rows("SELECT (\(sql)) AS number").first?.number("number") ?? -1
        }
    }
}
