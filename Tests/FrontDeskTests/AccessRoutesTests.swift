import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Registry
import Testing
import Web

@testable import FrontDesk

@Suite struct AccessRoutesTests {
    private func routes<Context>(of router: Router<Context>) -> Set<Route> {
        Set(router.routes.map { Route($0.method, $0.path.description) })
    }

    private func tenantRouter() throws -> Router<BasicRequestContext> {
        let router = Router()
        router.add(
            middleware: FaultMiddleware(
                for: .tenant, templates: try Templates(folders: [WebFiles.folder])))
        try AssetFiles(folders: [WebFiles.folder], installed: WebFiles.folder, names: [])
            .add(to: router)
        TenantRoutes(desk: ScriptedDesk(), pages: try Sample.pages(), hub: EventHub())
            .add(to: router)
        return router
    }

    @Test func `every route of the desk and of the tenant's screen stands in the table`() throws {
        let desk = routes(of: try Sample.clerkRouter(ScriptedCounter()))
        #expect(desk == Set(ClerkRoutes.actions.keys))
        #expect(routes(of: try tenantRouter()) == Set(TenantRoutes.actions.keys))
    }

    @Test func `a route that nobody entered serves nobody`() async throws {
        let router = try Sample.clerkRouter(ScriptedCounter())
        router.get("/forgotten") { _, _ in "served" }
        try await Application(router: router).test(.router) { client in
            var browser = DeskBrowser(client: client)
            try await browser.signIn()
            let answer = try await browser.get("/forgotten")
            #expect(answer.status == .forbidden)
            #expect(String(buffer: answer.body).contains("WB-13"))
        }
    }

    /// How a route answers: with the fault of the table, of a missing session, or otherwise.
    private enum Answer { case served, toSignIn, signedOut, notAllowed }

    private func answer(_ route: Route, _ browser: DeskBrowser) async throws -> Answer {
        let path = route.path.replacing("{id}", with: "x").replacing("{name}", with: "desk.css")
        // Without a form token nothing is done; what is refused for that was let in.
        let answer = try await browser.client.execute(
            uri: path, method: route.method, headers: [.cookie: browser.cookie])
        if answer.status == .seeOther, answer.headers[.location] == "/sign-in" { return .toSignIn }
        let html = String(buffer: answer.body)
        return html.contains("WB-13") ? .notAllowed : html.contains("WB-02") ? .signedOut : .served
    }

    @Test(arguments: [nil, Staff.Role.clerk, .landlord])
    func `each role gets from each route what the table says`(role: Staff.Role?) async throws {
        let counter = ScriptedCounter()
        // The stream never ends by itself; its path is tried in the next test.
        let routes = ClerkRoutes.actions.filter { $0.value != .followDesk }
        try await Sample.clerkApplication(counter).test(.router) { client in
            var browser = DeskBrowser(client: client)
            if let role { try await browser.signIn(as: role.rawValue) }
            for (route, action) in routes {
                let rights = Access.roles(for: action)
                let expected: Answer
                if rights.contains(.anyone) || role.map({ rights.contains($0.access) }) == true {
                    expected = .served
                } else if role != nil {
                    expected = .notAllowed
                } else {
                    expected = action == .seeDesk ? .toSignIn : .signedOut
                }
                #expect(try await answer(route, browser) == expected, "\(route)")
            }
        }
        #expect(await counter.deeds.isEmpty)
    }

    @Test func `the stream is for clerks only`() async throws {
        try await Sample.clerkApplication(ScriptedCounter()).test(.router) { client in
            var browser = DeskBrowser(client: client)
            #expect(try await answer(Route(.get, "/events"), browser) == .signedOut)
            try await browser.signIn(as: "landlord")
            #expect(try await answer(Route(.get, "/events"), browser) == .notAllowed)
        }
    }

    @Test(.timeLimit(.minutes(1))) func `the stream ends with the session`() async throws {
        try await Sample.clerkApplication(ScriptedCounter()).test(.router) { client in
            var browser = DeskBrowser(client: client)
            try await browser.signIn()
            let form = "token=\(try await browser.token())"
            let open = browser
            let stream = Task { try await open.get("/events").status }
            #expect(try await browser.post("/sign-out", form).status == .seeOther)
            #expect([.ok, .forbidden].contains(try await stream.value))
        }
    }

    @Test func `after five failures the next try waits, right or wrong, and at another id not`()
        async throws
    {
        try await Sample.clerkApplication(ScriptedCounter()).test(.router) { client in
            var browser = DeskBrowser(client: client)
            for _ in 1...5 {
                let answer = try await browser.post(
                    "/sign-in", "id=clerk&password=wrong&code=123456")
                #expect(String(buffer: answer.body).contains("WB-01"))
            }
            let answer = try await browser.post("/sign-in", "id=clerk&password=right&code=123456")
            #expect(String(buffer: answer.body).contains("WB-12"))
            #expect(answer.headers[.setCookie] == nil)
            try await browser.signIn(as: "landlord")
        }
    }
}
