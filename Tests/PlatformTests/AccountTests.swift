import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Registry
import Sealing
import Testing

@testable import Platform
@testable import Web

@Suite struct AccountTests {
    private let password = "a long password"

    private func village() throws -> Account {
        try #require(
            Account(
                id: Identifier("v1"), name: "样张村官", role: .villageOfficer, village: guihua))
    }

    /// A platform with the made-up village and the officer `v1` of it.
    private func fixture() async throws -> (DemoFixture, OneTimePassword) {
        let fixture = try await DemoFixture()
        try await fixture.seed()
        let codes = try await fixture.accounts.create(village(), password: password, at: now)
        return (fixture, codes)
    }

    private func code(_ codes: OneTimePassword, at time: Timestamp = now) -> String {
        codes.code(step: OneTimePassword.step(at: time))
    }

    @Test func `whoever has password and code comes in, once with each code`() async throws {
        let (fixture, codes) = try await fixture()
        let account = try village()
        let code = code(codes)
        let found = try await fixture.accounts.signIn(
            account.id, password: password, code: code, from: .network, at: now)
        #expect(found == account && found.scope == AccessScope(village: "guihua"))
        await #expect(throws: AccountError.refused, "the code was used") {
            try await fixture.accounts.signIn(
                account.id, password: password, code: code, from: .network, at: now)
        }
        let later = now + .seconds(60)
        _ = try await fixture.accounts.signIn(
            account.id, password: password, code: self.code(codes, at: later), from: .network,
            at: later)
    }

    @Test func `a wrong id, password or code is refused alike and recorded without what was typed`()
        async throws
    {
        let (fixture, codes) = try await fixture()
        let tries = [
            ("nobody-样张", password, code(codes)), ("v1", "another password", code(codes)),
            ("v1", password, "000000"), ("v1", password, ""),
        ]
        for (id, password, code) in tries {
            await #expect(throws: AccountError.refused) {
                try await fixture.accounts.signIn(
                    Identifier(id), password: password, code: code, from: .network, at: now)
            }
        }
        let refused = try await fixture.audit.newest().filter { $0.act == .refused }
        #expect(Set(refused.map(\.account)) == ["unknown", "v1"] && refused.count == 4)
        #expect(refused.allSatisfy { $0.origin == "network" && $0.subject.isEmpty })
    }

    @Test func `changes hold at once, and each is in the audit`() async throws {
        let (fixture, codes) = try await fixture()
        let id = try village().id
        let accounts = fixture.accounts
        try await accounts.changePassword(of: id, to: "another password", at: now)
        await #expect(throws: AccountError.refused) {
            try await accounts.signIn(
                id, password: password, code: code(codes), from: .loopback, at: now)
        }
        let renewed = try await accounts.renewCodes(of: id, at: now)
        await #expect(throws: AccountError.refused) {
            try await accounts.signIn(
                id, password: "another password", code: code(codes), from: .loopback, at: now)
        }
        _ = try await accounts.signIn(
            id, password: "another password", code: code(renewed), from: .loopback, at: now)
        try await accounts.disable(id, at: now)
        #expect(try await accounts.account(id) == nil)
        await #expect(throws: AccountError.refused) {
            try await accounts.signIn(
                id, password: "another password",
                code: code(renewed, at: now + .seconds(30)), from: .loopback,
                at: now + .seconds(30))
        }
        let acts = Set(
            try await fixture.audit.newest().filter { $0.subject == "v1" }.map(\.act))
        #expect(acts == [.created, .passwordChanged, .codesChanged, .disabled])
        await #expect(throws: AccountError.unknown) {
            try await accounts.disable(Identifier("nobody"), at: now)
        }
    }

    @Test func `an account needs a free id and a place that is there`() async throws {
        let (fixture, _) = try await fixture()
        await #expect(throws: AccountError.exists) {
            try await fixture.accounts.create(village(), password: password, at: now)
        }
        let strays = [
            Account(id: Identifier("a"), name: "样张", role: .villageOfficer, village: liyuan),
            Account(id: Identifier("b"), name: "样张", role: .streetOfficer, street: "s9"),
            Account(
                id: Identifier("c"), name: "样张", role: .landlord, village: guihua,
                landlord: Identifier("nobody")),
        ]
        for account in strays {
            let account = try #require(account)
            await #expect(throws: AccountError.unknownPlace) {
                try await fixture.accounts.create(account, password: password, at: now)
            }
        }
        #expect(
            Account(id: Identifier("d"), name: "样张", role: .countyOfficer, village: guihua) == nil)
        #expect(Account(id: Identifier("e"), name: "样张", role: .kiosk, village: guihua) == nil)
    }

    @Test func `the audit can be added to and nothing else`() async throws {
        let (fixture, _) = try await fixture()
        for sql in ["UPDATE audit SET act = 'x'", "DELETE FROM audit", "TRUNCATE audit"] {
            await #expect(throws: PlatformError.self, "\(sql)") {
                try await fixture.database.transaction(.county) { try $0.execute(sql) }
            }
        }
        let seen = try await fixture.database.transaction(.village(guihua)) { session in
            try session.rows("SELECT 1 FROM audit UNION ALL SELECT 1 FROM account").count
        }
        #expect(seen == 0, "no village's scope sees them")
    }

    @Test func `names and secrets are sealed`() async throws {
        let (fixture, codes) = try await fixture()
        let rows = try await fixture.database.transaction(.county) { session in
            try session.rows("SELECT name, secret FROM account").map {
                (try $0.bytes("name"), try $0.bytes("secret"))
            }
        }
        for (name, secret) in rows {
            #expect(!name.contains(Array("样张".utf8)) && !secret.contains(codes.secret))
        }
    }

    @Test func `an account that is disabled ends its sessions and their streams`() async throws {
        let (fixture, _) = try await fixture()
        let officer = try #require(
            Account(id: Identifier("v2"), name: "样张", role: .villageOfficer, village: guihua))
        let cookie = try await fixture.signedIn(officer)
        #expect(try await fixture.page("/", as: cookie).status == 200)
        let stream = Task { try await fixture.page("/events", as: cookie) }
        let hub = await fixture.overview.feed.hub(of: guihua)
        while await hub.listenerCount == 0 { await Task.yield() }
        let start = ContinuousClock.now
        try await fixture.accounts.disable(officer.id, at: now)
        #expect(try await stream.value.status == 200)
        #expect(ContinuousClock.now - start < .seconds(2))
        #expect(try await fixture.page("/", as: cookie).status == 303)
    }

    @Test func `a new password ends the sessions of before`() async throws {
        let (fixture, _) = try await fixture()
        #expect(try await fixture.page("/").status == 200)
        try await fixture.accounts.changePassword(
            of: Identifier("county"), to: "another password", at: now)
        #expect(try await fixture.page("/").status == 303)
    }

    @Test func `each page that shows people is a look in the audit`() async throws {
        let (fixture, _) = try await fixture()
        _ = try await fixture.page("/?village=guihua")
        let look = try #require(try await fixture.audit.newest().first { $0.act == .looked })
        #expect(look.account == "county" && look.subject == "guihua")
    }

    @Test func `guessing is slowed, and signing out ends the session`() async throws {
        let (fixture, _) = try await fixture()
        try await Application(router: try DemoFixture.router(fixture.overview)).test(.router) {
            client in
            func post(_ path: String, _ form: String, _ cookie: String = "") async throws
                -> (HTTPResponse.Status, String)
            {
                let response = try await client.executeRequest(
                    uri: path, method: .post, headers: [.cookie: cookie],
                    body: ByteBuffer(string: form))
                return (response.status, String(buffer: response.body))
            }
            for _ in 0..<5 {
                #expect(try await post("/sign-in", "id=v1&password=x&code=1").1.contains("PA-01"))
            }
            #expect(try await post("/sign-in", "id=v1&password=x&code=1").1.contains("WB-12"))
            let page = try await fixture.page("/").html
            let token = try #require(page.firstMatch(of: /value="([0-9a-f]{64})"/)).output.1
            #expect(try await post("/sign-out", "token=0", fixture.county).0 == .forbidden)
            #expect(try await post("/sign-out", "token=\(token)", fixture.county).0 == .seeOther)
        }
        #expect(try await fixture.page("/").status == 303)
    }
}

extension [UInt8] {
    fileprivate func contains(_ other: [UInt8]) -> Bool {
        !other.isEmpty && count >= other.count
            && (0...count - other.count).contains {
                self[$0..<$0 + other.count].elementsEqual(other)
            }
    }
}
