import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Registry
import Sealing
import Specimens
import Testing
import Web

@testable import Platform

/// An empty platform with the overview's pages, to be seeded as a test likes.
final class DemoFixture: Sendable {
    let database: Database
    let sealer: Sealer
    let news: ChangeNews
    let overview: OverviewRoutes
    let accounts: AccountStore
    let audit: AuditStore
    /// The cookie of an officer of the county.
    let county: String
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
        accounts = AccountStore(database: database, sealer: sealer)
        audit = AuditStore(database: database)
        overview = try OverviewRoutes(
            database: database, news: news,
            accounts: try AccountRoutes(accounts: accounts, audit: audit, now: { time }),
            assets: URL(filePath: path), now: { time }, logger: logger)
        county = try await Self.sign(
            Account(id: Identifier("county"), name: "样张县", role: .countyOfficer), in: accounts,
            over: overview, at: time)
    }

    /// Adds an account and signs it in; the cookie that its browser sends.
    private static func sign(
        _ account: Account?, in accounts: AccountStore, over overview: OverviewRoutes,
        at time: Timestamp
    ) async throws -> String {
        let account = try #require(account)
        let codes = try await accounts.create(account, password: "a long password", at: time)
        let code = codes.code(step: OneTimePassword.step(at: time))
        let form = "id=\(account.id)&password=a+long+password&code=\(code)"
        return try await Application(router: try router(overview)).test(.router) { client in
            let response = try await client.executeRequest(
                uri: "/sign-in", method: .post, headers: [:], body: ByteBuffer(string: form))
            #expect(response.status == .seeOther)
            return String((response.headers[.setCookie] ?? "").prefix { $0 != ";" })
        }
    }

    /// Adds an account and signs it in at the fixture's present; the cookie its browser sends.
    func signedIn(_ account: Account?, at time: Timestamp = now) async throws -> String {
        try await Self.sign(account, in: accounts, over: overview, at: time)
    }

    static func router(_ overview: OverviewRoutes) throws -> Router<AddressedContext> {
        let router = Router(context: AddressedContext.self)
        router.add(middleware: SecurityHeaders())
        router.add(
            middleware: FaultMiddleware(
                for: .clerk, templates: try Templates(folders: [WebFiles.folder])))
        overview.add(to: router)
        return router
    }

    /// The first landlord of the made-up village.
    static var landlord: Identifier<Landlord> {
        TrialVillage().landlords.first?.id ?? Identifier("")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func seed(houses: Int = 40, controllers: String? = nil) async throws -> DemoVillage.Outcome {
        try await DemoVillage(database: database, sealer: sealer)
            .seed(houses: houses, controllers: controllers)
    }

    /// What a browser gets that sends `cookie`: that of the county's officer unless told.
    func page(
        _ uri: String = "/", as cookie: String? = nil
    ) async throws -> (status: Int, html: String) {
        let cookie = cookie ?? county
        return try await Application(router: try Self.router(overview)).test(.router) { client in
            let response = try await client.executeRequest(
                uri: uri, method: .get, headers: [.cookie: cookie], body: nil)
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
