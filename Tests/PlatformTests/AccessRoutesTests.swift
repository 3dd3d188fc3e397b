import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Registry
import Testing
import Web

@testable import Platform

@Suite struct AccessRoutesTests {
    private static let pages = OverviewRoutes.actions.merging(AccountRoutes.actions) { $1 }
    private static let actions = KioskRoutes.actions.merging(pages) { $1 }

    private func router() async throws -> Router<PlatformContext> {
        let router = try await PlatformFixture().router()
        try await DemoFixture().overview.add(to: router)
        return router
    }

    @Test func `every route of the platform stands in the table`() async throws {
        let routes = try await router().routes.map { Route($0.method, $0.path.description) }
        #expect(Set(routes) == Set(Self.actions.keys))
    }

    @Test func `what the table gives to kiosks only, nobody else gets`() async throws {
        try await Application(router: try await router()).test(.router) { client in
            for (route, action) in KioskRoutes.actions {
                let path = route.path.replacing("{id}", with: "east")
                    .replacing("{sha256}", with: String(repeating: "0", count: 64))
                let answer = try await client.executeRequest(
                    uri: path, method: route.method, headers: [:], body: nil)
                let isPublic = Access.isPublic(action)
                #expect((answer.status == .unauthorized) == !isPublic, "\(route)")
                #expect(isPublic || Access.roles(for: action) == [.kiosk], "\(route)")
            }
        }
    }

    /// One of each role, in the village `guihua` of the street `s1` where he has one.
    private func account(_ role: Role) -> Account? {
        Account(
            id: Identifier(role.rawValue), name: "样张", role: role,
            street: role == .streetOfficer ? "s1" : nil,
            village: [.villageOfficer, .landlord].contains(role) ? guihua : nil,
            landlord: role == .landlord ? DemoFixture.landlord : nil)
    }

    /// A platform with `guihua` in street `s1` and `liyuan` in another.
    private func villages() async throws -> DemoFixture {
        let fixture = try await DemoFixture()
        try await fixture.seed()
        try await fixture.database.transaction(.county) { session in
            try session.execute("UPDATE village SET street = 's1'")
            try session.execute(
                "INSERT INTO village (village, name, street) VALUES ('liyuan', '梨园村', 's2')")
        }
        return fixture
    }

    @Test(arguments: Account.roles)
    func `each role gets from each page what the table says`(role: Role) async throws {
        let fixture = try await villages()
        let cookie = try await fixture.signedIn(account(role))
        // The stream never ends by itself; its path is tried in the next test.
        for (route, action) in Self.pages where route.path != "/events" && route.method == .get {
            let path = route.path.replacing("{name}", with: "desk.css")
            let isAllowed =
                Access.isPublic(action) || Access.roles(for: action).contains(role)
            let (status, html) = try await fixture.page(path, as: cookie)
            #expect(status == (isAllowed ? 200 : 403), "\(route)")
            #expect(isAllowed || html.contains("WB-13"), "\(route)")
        }
    }

    @Test(arguments: Account.roles)
    func `each role sees what lies in his scope, and nothing else is there`(role: Role)
        async throws
    {
        let fixture = try await villages()
        let cookie = try await fixture.signedIn(account(role))
        let isOfficer = role != .landlord
        for path in ["/?village=guihua", "/houses?village=guihua"] {
            #expect(
                try await fixture.page(path, as: cookie).status == (isOfficer ? 200 : 403))
        }
        let isCounty = role == .countyOfficer
        for path in ["/?village=liyuan", "/houses?village=liyuan", "/events?village=liyuan"] {
            let (status, _) = isCounty ? (200, "") : try await fixture.page(path, as: cookie)
            #expect(status == (isCounty ? 200 : isOfficer ? 404 : 403), "\(path)")
        }
        guard isOfficer else { return }
        let html = try await fixture.page("/", as: cookie).html
        #expect(html.contains("梨园村") == isCounty)
    }

    @Test func `without a session the page leads to the sign-in, and its parts are refused`()
        async throws
    {
        let fixture = try await villages()
        for cookie in [
            "", "__Host-session=", "__Host-session=\(String(repeating: "0", count: 64))",
        ] {
            #expect(try await fixture.page("/", as: cookie).status == 303)
            for path in ["/houses", "/events", "/own"] {
                #expect(try await fixture.page(path, as: cookie).status == 403, "\(path)")
            }
        }
    }

    @Test func `a landlord sees his own houses and no other`() async throws {
        let fixture = try await villages()
        let cookie = try await fixture.signedIn(account(.landlord))
        let (status, html) = try await fixture.page("/own", as: cookie)
        #expect(status == 200)
        let own = try await fixture.database.transaction(.village(guihua)) { session in
            try session.rows(
                "SELECT address FROM house WHERE landlord = $1", [SQLValue(DemoFixture.landlord)]
            ).map { try $0.text("address") }
        }
        let shown = html.matches(of: /<h3><span>([^<]*)<\/span>/).map { String($0.output.1) }
        #expect(Set(shown) == Set(own) && !own.isEmpty)
    }
}
