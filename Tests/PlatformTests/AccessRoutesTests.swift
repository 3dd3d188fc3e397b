import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Registry
import Testing
import Web

@testable import Platform

@Suite struct AccessRoutesTests {
    private static let actions = KioskRoutes.actions.merging(OverviewRoutes.actions) { $1 }

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
        // The stream never ends by itself; its page stands for it.
        let routes = Self.actions.filter { $0.key.path != "/events" }
        try await Application(router: try await router()).test(.router) { client in
            for (route, action) in routes {
                let path = route.path.replacing("{id}", with: "east")
                    .replacing("{sha256}", with: String(repeating: "0", count: 64))
                    .replacing("{name}", with: "desk.css")
                let answer = try await client.executeRequest(
                    uri: path, method: route.method, headers: [:], body: nil)
                let isPublic = Access.isPublic(action)
                #expect((answer.status == .unauthorized) == !isPublic, "\(route)")
                #expect(isPublic || Access.roles(for: action) == [.kiosk], "\(route)")
            }
        }
    }
}
