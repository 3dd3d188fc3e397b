import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Registry
import Testing
import Web

@testable import FrontDesk

@Suite struct ClerkDeskTests {
    private func withBrowser(
        _ counter: ScriptedCounter = ScriptedCounter(),
        _ body: @escaping @Sendable (inout DeskBrowser) async throws -> Void
    ) async throws {
        try await Sample.clerkApplication(counter).test(.router) { client in
            var browser = DeskBrowser(client: client)
            try await body(&browser)
        }
    }

    @Test(arguments: [
        "id=clerk&password=wrong&code=123456", "id=nobody&password=right&code=123456",
        "id=clerk&password=right&code=000000", "id=clerk&password=right", "id=&password=", "",
        "id=%ff", "id=" + String(repeating: "x", count: 300) + "&password=right&code=123456",
    ])
    func `whatever is wrong with a sign-in, the answer is the same`(form: String) async throws {
        try await withBrowser { browser in
            let answer = try await browser.post("/sign-in", form)
            let usual = try await browser.post("/sign-in", "id=clerk&password=wrong&code=1")
            #expect(answer.status == .forbidden)
            #expect(answer.headers[.setCookie] == nil)
            #expect(String(buffer: answer.body) == String(buffer: usual.body))
            #expect(String(buffer: answer.body).contains("WB-01"))
        }
    }

    @Test func `without a session there is the sign-in and nothing else`() async throws {
        let counter = ScriptedCounter()
        try await withBrowser(counter) { browser in
            #expect(try await browser.get("/").status == .seeOther)
            #expect(try await browser.get("/events").status == .forbidden)
            for path in [
                "/exceptions/e1", "/tenancies/t/reprints", "/tenancies/t/check-outs",
                "/tenancies/t/door-learnings", "/sign-out",
            ] {
                let answer = try await browser.post(path, "remedy=cancel&reason=x")
                #expect(String(buffer: answer.body).contains("WB-02"))
            }
        }
        #expect(await counter.deeds.isEmpty)
    }

    @Test func `a form without the session's token does nothing`() async throws {
        let counter = ScriptedCounter()
        try await withBrowser(counter) { browser in
            try await browser.signIn()
            let other = String(repeating: "0", count: 64)
            for token in ["", "&token=", "&token=\(other)"] {
                let answer = try await browser.post("/exceptions/e1", "remedy=cancel" + token)
                #expect(answer.status == .forbidden)
                #expect(String(buffer: answer.body).contains("WB-03"))
            }
        }
        #expect(await counter.deeds.isEmpty)
    }

    @Test func `a comparison in person needs a reason and is done in the clerk's name`()
        async throws
    {
        let counter = ScriptedCounter()
        try await withBrowser(counter) { browser in
            try await browser.signIn()
            let token = try await browser.token()
            let form = "remedy=compareInPerson&token=\(token)"
            let refused = try await browser.post("/exceptions/e1", form + "&reason=+")
            #expect(String(buffer: refused.body).contains("WB-09"))
            let long = String(repeating: "x", count: 201)
            let tooLong = try await browser.post("/exceptions/e1", form + "&reason=\(long)")
            #expect(String(buffer: tooLong.body).contains("WB-04"))
            #expect(
                try await browser.post("/exceptions/e1", form + "&reason=ok").status == .seeOther)
        }
        let done = ScriptedCounter.Deed.resolve("e1", .compareInPerson, reason: "ok", by: "clerk")
        #expect(await counter.deeds == [done])
    }

    @Test func `a paper is printed again with a reason`() async throws {
        let counter = ScriptedCounter()
        try await withBrowser(counter) { browser in
            try await browser.signIn()
            let token = try await browser.token()
            let path = "/tenancies/tenancy-1/reprints"
            #expect(try await browser.post(path, "token=\(token)").status == .unprocessableContent)
            #expect(try await browser.post(path, "token=\(token)&reason=x").status == .seeOther)
        }
        #expect(await counter.deeds == [.reprint("tenancy-1", reason: "x", by: "clerk")])
    }

    @Test func `a tenancy is ended with figures, deductions and a reason`() async throws {
        let counter = ScriptedCounter()
        try await withBrowser(counter) { browser in
            try await browser.signIn()
            let path = "/tenancies/tenancy-1/check-outs"
            let figures = "token=\(try await browser.token())&electricity=3815.6&water=207"
            let noReason = try await browser.post(path, figures)
            #expect(String(buffer: noReason.body).contains("WB-09"))
            for wrong in ["&amount-0=x", "&amount-0=1.234", "&amount-1=-1", "&amount-1=9999999999"]
            {
                let answer = try await browser.post(path, figures + "&reason=x" + wrong)
                #expect(answer.status == .unprocessableContent, "\(wrong)")
            }
            let unread = figures.replacing("3815.6", with: "") + "&reason=x"
            #expect(String(buffer: try await browser.post(path, unread).body).contains("CO-01"))
            let form = figures + "&reason=x&amount-0=&amount-1=12.5"
            #expect(try await browser.post(path, form).status == .seeOther)
        }
        let form = CheckOutForm(
            meters: try MeterReadings(electricityTenths: 38_156, waterTenths: 2_070),
            amounts: [1: Money(fen: 1_250)], reason: "x")
        #expect(await counter.deeds == [.checkOut("tenancy-1", form, by: "clerk")])
    }

    @Test func `a card is learnt at the door in the clerk's name`() async throws {
        let counter = ScriptedCounter()
        try await withBrowser(counter) { browser in
            try await browser.signIn()
            let form = "token=\(try await browser.token())"
            let path = "/tenancies/tenancy-1/door-learnings"
            #expect(try await browser.post(path, form).status == .seeOther)
        }
        #expect(await counter.deeds == [.learn("tenancy-1", by: "clerk")])
    }

    @Test func `the list offers each tenancy what it allows`() async throws {
        let board = try await ScriptedCounter().board()
        let html = try Sample.clerkPages().board(board)
        let current = try #require(html.firstRange(of: "<tbody class=\"ended\">")).lowerBound
        #expect(html[..<current].matches(of: /check-outs"/).count == 3)
        #expect(html.matches(of: /door-learnings"/).count == 1, "only where a swipe is awaited")
        #expect(html[current...].contains("TF20261122-0001") && html.contains("2026-000123"))
        #expect(!html[current...].contains("<form"), "nothing is left to do for who has gone")
        for ground in Sample.authority.deductionCases { #expect(html.contains(ground)) }
    }

    @Test func `a landlord comes in by card and PIN and sees his own houses`() async throws {
        let counter = ScriptedCounter()
        try await withBrowser(counter) { browser in
            for form in ["pin=000000", "pin=", ""] {
                let answer = try await browser.post("/sign-in/card", form)
                #expect(answer.status == .forbidden && answer.headers[.setCookie] == nil)
            }
            let answer = try await browser.post("/sign-in/card", "pin=246813")
            #expect(answer.headers[.location] == "/houses")
            browser.cookie = String(try #require(answer.headers[.setCookie]).prefix { $0 != ";" })
            let page = String(buffer: try await browser.get("/houses").body)
            #expect(page.contains("刷卡开通") && !page.contains(Sample.name))
            let token = try #require(page.firstMatch(of: /value="([0-9a-f]{64})"/)).output.1
            let path = "/houses/tenancies/tenancy-1/door-learnings"
            #expect(try await browser.post(path, "token=\(token)").status == .seeOther)
        }
        #expect(await counter.deeds == [.learnOwn("tenancy-1", by: "l1")])
    }

    @Test func `people are looked up by POST, with a reason`() async throws {
        let counter = ScriptedCounter()
        try await withBrowser(counter) { browser in
            try await browser.signIn()
            let token = try await browser.token()
            func search(_ query: String, _ reason: String) async throws -> String {
                let form = "token=\(token)&query=\(query)&reason=\(reason)"
                return String(buffer: try await browser.post("/people", form).body)
            }
            #expect(String(buffer: try await browser.get("/people").body).contains("为什么查"))
            #expect(try await search("样张甲", "").contains("WB-09"))
            #expect(try await search("!", "x").contains("WB-04"))
            let html = try await search("样张甲", "x")
            #expect(html.contains("样张甲") && !html.contains(Sample.number))
            #expect(try await search("样张乙", "x").contains("没有找到"))
        }
        #expect(
            await counter.deeds == [
                .find(.name("样张甲"), reason: "x", by: "clerk"),
                .find(.name("样张乙"), reason: "x", by: "clerk"),
            ])
    }

    @Test func `an unknown remedy is a fault`() async throws {
        let counter = ScriptedCounter()
        try await withBrowser(counter) { browser in
            try await browser.signIn()
            let form = "remedy=explode&token=\(try await browser.token())"
            #expect(try await browser.post("/exceptions/e1", form).status == .unprocessableContent)
        }
        #expect(await counter.deeds.isEmpty)
    }

    @Test func `after signing out the cookie is worth nothing`() async throws {
        try await withBrowser { browser in
            try await browser.signIn()
            let form = "token=\(try await browser.token())"
            #expect(try await browser.post("/sign-out", form).status == .seeOther)
            #expect(try await browser.get("/").status == .seeOther)
        }
    }

    @Test func `every state has its board, masked and without a foreign word`() async throws {
        let pages = try Sample.clerkPages()
        for (name, state) in try Sample.states() {
            let html = try pages.board(try await ScriptedCounter(state).board())
            let text = html.replacing(/<[^>]*>/, with: " ")
            #expect(text.matches(of: /[A-Za-z]{3,}/).isEmpty, "\(name)")
            for value in [Sample.name, Sample.number, Sample.phone] {
                #expect(!html.contains(value), "\(name)")
            }
            let knowsHim = state.maskedName != nil
            #expect(html.contains("样**") || !knowsHim, "\(name)")
        }
    }

    @Test func `what stands for all sessions carries the token of none`() async throws {
        let html = try Sample.clerkPages().board(try await ScriptedCounter().board())
        #expect(html.firstMatch(of: /[0-9a-f]{64}/) == nil)
    }
}
