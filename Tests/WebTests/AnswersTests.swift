import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Registry
import Testing

@testable import Web

/// An error that nobody foresaw, whose text holds what must not leak.
private struct Secret: Error, CustomStringConvertible { let description = "11010519491231002X" }

/// A desk of nothing but the shared parts.
private func application(
    _ audience: FaultMiddleware<BasicRequestContext>.Audience = .clerk
) throws -> some ApplicationProtocol {
    let installed = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: installed, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: installed) }
    try Data("htmx".utf8).write(to: installed.appending(path: "htmx.min.js"))
    let router = Router()
    router.add(middleware: SecurityHeaders())
    router.add(
        middleware: FaultMiddleware(
            for: audience, templates: try Templates(folders: [WebFiles.folder])))
    router.add(middleware: SameOrigin())
    try AssetFiles(folders: [WebFiles.folder], installed: installed, names: ["htmx.min.js"])
        .add(to: router)
    router.get("/fault/:kind") { _, context -> String in
        let kind = try context.parameters.require("kind")
        throw Thrown(
            fault: Fault("XX-01", Fault.Kind(rawValue: kind) ?? .invalid, tenant: "租客", clerk: "前台")
        )
    }
    router.get("/secret") { _, _ -> String in throw Secret() }
    router.post("/echo") { request, _ in
        let fields = try await FormFields(request)
        return "\(fields["a"] ?? "-")|\(try fields.number("n"))"
    }
    return Application(router: router)
}

private struct Thrown: UserFacing { let fault: Fault }

@Suite struct AnswersTests {
    @Test(arguments: [
        (Fault.Kind.invalid, 422), (.notFound, 404), (.conflict, 409), (.forbidden, 403),
        (.tryAgain, 503), (.outOfOrder, 503),
    ])
    func `a fault's kind alone decides the status`(kind: Fault.Kind, status: Int) async throws {
        try await application().test(.router) { client in
            try await client.execute(uri: "/fault/\(kind.rawValue)", method: .get) {
                #expect($0.status.code == status)
                #expect(String(buffer: $0.body) == #"{"code":"XX-01","message":"前台"}"#)
            }
        }
    }

    @Test func `a browser gets a page with the code, the tenant his own words`() async throws {
        try await application(.tenant).test(.router) { client in
            try await client.execute(
                uri: "/fault/invalid", method: .get, headers: [.accept: "text/html"]
            ) {
                let page = String(buffer: $0.body)
                #expect(page.contains("租客") && page.contains("XX-01") && !page.contains("前台"))
            }
        }
    }

    @Test func `an unforeseen error tells nothing of itself`() async throws {
        try await application().test(.router) { client in
            try await client.execute(uri: "/secret", method: .get) {
                #expect($0.status == .serviceUnavailable)
                let text = String(buffer: $0.body)
                #expect(text.contains("FD-00") && !text.contains("1101"))
            }
        }
    }

    @Test(arguments: ["/", "/assets/desk.css", "/fault/invalid"])
    func `every answer carries the headers that fence the page in`(path: String) async throws {
        try await application().test(.router) { client in
            try await client.execute(uri: path, method: .get) {
                let policy = $0.headers[.contentSecurityPolicy] ?? ""
                #expect(
                    policy
                        == "default-src 'none'; script-src 'self'; style-src 'self'; "
                        + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
                        + "form-action 'self'; frame-ancestors 'none'")
                #expect(policy.contains("frame-ancestors 'none'"))
                #expect(!policy.contains("unsafe"))
                #expect($0.headers[.xContentTypeOptions] == "nosniff")
                #expect($0.headers[.cacheControl] != nil)
            }
        }
    }

    @Test(arguments: [
        "/assets/none.js", "/assets/..%2FSessionStore.swift", "/assets/%2e%2e%2fetc%2fpasswd",
        "/assets/fault.mustache", "/assets/",
    ])
    func `only what was found at start is served`(path: String) async throws {
        try await application().test(.router) { client in
            try await client.execute(uri: path, method: .get) { #expect($0.status == .notFound) }
        }
    }

    @Test func `an unchanged asset is not sent again`() async throws {
        try await application().test(.router) { client in
            let tag = try await client.execute(uri: "/assets/desk.css", method: .get) {
                #expect($0.status == .ok)
                return $0.headers[.eTag]
            }
            let known: HTTPFields = [.ifNoneMatch: try #require(tag)]
            try await client.execute(uri: "/assets/desk.css", method: .get, headers: known) {
                #expect($0.status == .notModified)
                #expect($0.body.readableBytes == 0)
            }
        }
    }

    @Test func `a missing asset stops the start with its name`() {
        #expect(throws: WebError.missingAsset("htmx.min.js")) {
            try AssetFiles(folders: [], installed: URL(filePath: "/nowhere"))
        }
    }

    @Test(arguments: [("sec-fetch-site", "cross-site"), ("origin", "http://evil.example")])
    func `another site's page cannot post`(header: String, value: String) async throws {
        let name = try #require(HTTPField.Name(header))
        try await application().test(.router) { client in
            try await client.execute(
                uri: "/echo", method: .post, headers: [name: value],
                body: ByteBuffer(string: "n=1")
            ) {
                #expect($0.status == .forbidden)
                #expect(String(buffer: $0.body).contains("WB-03"))
            }
        }
    }

    @Test(arguments: [
        ("", "a=%E6%A1%82+%E8%8A%B1&n=-7", "桂 花|-7"), ("", "n=1&b", "-|1"),
        ("application/json", #"{"a":" x ","n":3}"#, "x|3"),
    ])
    func `a form is read alike from a browser and from JSON`(
        type: String, body: String, answer: String
    ) async throws {
        try await application().test(.router) { client in
            try await client.execute(
                uri: "/echo", method: .post, headers: [.contentType: type],
                body: ByteBuffer(string: body)
            ) { #expect(String(buffer: $0.body) == answer) }
        }
    }

    @Test(arguments: [
        ("", "n="), ("", "n=1e3"), ("", "n=99999999999999999999"), ("", "n=%zz"), ("", "%ff=1&n=1"),
        ("", "a[b]=1"), ("application/json", "{"), ("application/json", "[1]"),
        ("application/json", #"{"n":{"a":1}}"#), ("application/json", #"{"n":null}"#),
        ("application/json", String(repeating: "[", count: 10_000)),
    ])
    func `a hostile form is a fault and never a trap`(type: String, body: String) async throws {
        try await application().test(.router) { client in
            try await client.execute(
                uri: "/echo", method: .post, headers: [.contentType: type],
                body: ByteBuffer(string: body)
            ) { #expect(String(buffer: $0.body).contains("WB-04")) }
        }
    }

    @Test func `random bytes as a form are a fault or fields`() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed)
        let bodies = (0..<300).map { _ in
            (0..<Int.random(in: 0...60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
        }
        try await application().test(.router) { client in
            for body in bodies {
                try await client.execute(
                    uri: "/echo", method: .post, body: ByteBuffer(bytes: body)
                ) { #expect([200, 422].contains($0.status.code), "seed \(seed)") }
            }
        }
    }

    @Test func `a body beyond the limit is refused`() async throws {
        let body = ByteBuffer(string: "n=1&a=" + String(repeating: "x", count: 20_000))
        try await application().test(.router) { client in
            try await client.execute(uri: "/echo", method: .post, body: body) {
                #expect(String(buffer: $0.body).contains("WB-06"))
            }
        }
    }
}

/// SplitMix64: the same seed, the same numbers.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
