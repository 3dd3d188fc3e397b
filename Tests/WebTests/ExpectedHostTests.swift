import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Web

@Suite struct ExpectedHostTests {
    @Test(
        arguments: [
            ("localhost", "localhost"), ("LOCALHOST:8081", "localhost"),
            ("127.0.0.1:1", "127.0.0.1"),
            ("", nil), (":80", nil), ("localhost:", nil), ("localhost:80:80", nil),
            ("localhost:99999", nil), ("evil.example", "evil.example"),
            ("localhost.evil.example:8081", "localhost.evil.example"),
        ] as [(String, String?)])
    func `a name is taken out of an authority, or none`(authority: String, name: String?) {
        #expect(ExpectedHost<BasicRequestContext>.name(in: authority) == name)
    }

    @Test func `a page of another name is refused`() async throws {
        let router = Router()
        router.add(middleware: ExpectedHost(["county.example"]))
        router.get("/") { _, _ in "ok" }
        let application = Application(router: router)
        await #expect(throws: WebError.otherHost) {
            try await application.test(.router) { client in
                try await client.execute(uri: "/", method: .get) { _ in }
            }
        }
    }
}
