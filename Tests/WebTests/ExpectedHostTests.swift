import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Registry
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
        let templates = try Templates(folders: [WebFiles.folder])
        router.add(middleware: FaultMiddleware(for: .clerk, templates: templates))
        router.add(middleware: ExpectedHost(["county.example"]))
        router.get("/") { _, _ in "ok" }
        try await Application(router: router).test(.router) { client in
            let answer = try await client.execute(uri: "/", method: .get) { $0 }
            #expect(answer.status == WebError.otherHost.fault.kind.status)
            #expect(String(buffer: answer.body).contains("WB-19"))
        }
    }
}
