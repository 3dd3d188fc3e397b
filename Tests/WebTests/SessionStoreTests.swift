import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Registry
import Synchronization
import Testing

@testable import Web

/// A clock that is set by hand.
private final class Clock: Sendable {
    private let moment = Mutex(Timestamp(milliseconds: 0))
    var now: Timestamp { moment.withLock { $0 } }
    func pass(_ duration: Duration) { moment.withLock { $0 = $0 + duration } }
}

@Suite struct SessionStoreTests {
    private let clock = Clock()
    private let store: SessionStore<String>

    init() {
        let clock = clock
        store = SessionStore(lifetime: .seconds(60)) { clock.now }
    }

    private func request(_ cookie: Cookie?) -> Request {
        var headers = HTTPFields()
        if let cookie { headers[.cookie] = "\(cookie.name)=\(cookie.value)" }
        let head = HTTPRequest(
            method: .post, scheme: nil, authority: "desk", path: "/", headerFields: headers)
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    @Test func `a session is found by its cookie, which scripts and other sites never see`()
        async throws
    {
        let cookie = await store.begin(for: "c1")
        #expect(cookie.httpOnly)
        #expect(cookie.sameSite == .strict)
        #expect(cookie.value.count == 64)
        #expect(try await store.session(of: request(cookie)).user == "c1")
    }

    @Test func `no two sessions share a token`() async {
        let (one, two) = (await store.begin(for: "c1"), await store.begin(for: "c1"))
        #expect(one.value != two.value)
    }

    @Test func `a session ends some time after its last use`() async throws {
        let cookie = await store.begin(for: "c1")
        clock.pass(.seconds(59))
        _ = try await store.session(of: request(cookie))
        clock.pass(.seconds(59))
        _ = try await store.session(of: request(cookie))
        clock.pass(.seconds(60))
        await #expect(throws: WebError.signedOut) {
            try await store.session(of: request(cookie))
        }
    }

    @Test func `a session ends after half a day however much it is used`() async throws {
        let clock = clock
        let store = SessionStore<String>(lifetime: .seconds(60), longest: .seconds(150)) {
            clock.now
        }
        let cookie = await store.begin(for: "c1")
        for _ in 1...3 {
            _ = try await store.session(of: request(cookie))
            clock.pass(.seconds(50))
        }
        await #expect(throws: WebError.signedOut) {
            try await store.session(of: request(cookie))
        }
    }

    @Test func `over TLS the cookie goes over TLS and to this host only`() async {
        let clock = clock
        let plain = await store.begin(for: "c1")
        #expect(plain.name == "session" && !plain.secure)
        let cookie = await SessionStore<String>(isSecure: true) { clock.now }.begin(for: "c1")
        #expect(cookie.name == "__Host-session" && cookie.secure && cookie.httpOnly)
        #expect(cookie.path == "/" && cookie.domain == nil)
    }

    @Test func `nobody without a session, with an invented one or after signing out`() async {
        let invented = Cookie(name: "session", value: String(repeating: "0", count: 64))
        let ended = await store.begin(for: "c1")
        await store.end(request(ended))
        for cookie in [nil, invented, ended] {
            await #expect(throws: WebError.signedOut) {
                try await store.session(of: request(cookie))
            }
        }
    }

    @Test func `a form needs the token of its own session`() async throws {
        let (mine, other) = (await store.begin(for: "c1"), await store.begin(for: "c2"))
        let token = try await store.session(of: request(mine)).formToken
        let foreign = try await store.session(of: request(other)).formToken
        #expect(try await store.session(of: request(mine), formToken: token).user == "c1")
        for wrong in [nil, "", foreign, String(token.dropLast()), token + "0"] {
            await #expect(throws: WebError.foreignForm) {
                try await store.session(of: request(mine), formToken: wrong)
            }
        }
    }

    @Test func `sessions are bounded: the oldest gives way`() async throws {
        let first = await store.begin(for: "first")
        clock.pass(.seconds(1))
        for index in 1...SessionStore<String>.sessionsMax { _ = await store.begin(for: "\(index)") }
        await #expect(throws: WebError.signedOut) {
            try await store.session(of: request(first))
        }
    }

    @Test func `a token that differs in one place is another token`() {
        let token = randomToken()
        #expect(isSame(token, token))
        for place in token.indices {
            for digit in "0123456789abcdef" where digit != token[place] {
                var other = token
                other.replaceSubrange(place...place, with: String(digit))
                #expect(!isSame(token, other) && !isSame(other, token), "token \(token)")
            }
        }
    }

    @Test func `no other token is taken for this one`() {
        let none = String(repeating: "0", count: 64)
        for _ in 0..<2_000 {
            let (token, other) = (randomToken(), randomToken())
            #expect(!isSame(token, other) && !isSame(token, none), "tokens \(token) \(other)")
        }
    }
}
