import Foundation
import Registry
import Testing

@testable import Lab

@Suite(.serialized, .timeLimit(.minutes(4))) struct BrowserWalkTests {
    @Test func `a person checks in by clicking, signs with a finger, and checks out again`()
        async throws
    {
        try await withDesk { desk in
            try await withBrowser(width: 1_080, height: 1_920) { browser in
                try await browser.checkIn(at: desk)
                let text = try await browser.evaluate("document.body.innerText")
                #expect(text.contains("ZL"))
                #expect(!text.contains(CardSpecimen.tenant.number))
                try await checkOut(browser, desk)
            }
            #expect(try await desk.ask(ShownCheckIns.self, "checkin", "list").made.count == 1)
        }
    }

    @Test func `a clerk compares in person, and the tenant goes on to the rooms`() async throws {
        try await withDesk { desk in
            try await desk.askForCard(way: "inPerson")
            try await desk.station.insertCard(.tenant)
            _ = try await desk.state { $0.screen == "clerk" }
            let certificate = desk.folder.appending(path: "data/desk.pem").path
            try await withBrowser(width: 1_440, height: 900, trusting: certificate) { browser in
                let address = await desk.kiosk.addresses.clerk
                try await browser.open(address)
                #expect(try await browser.evaluate("location.pathname") == "/sign-in")
                try await browser.type("clerk", into: "input[name=id]")
                try await browser.type("wrong-password", into: "input[name=password]")
                try await browser.type("000000", into: "input[name=code]")
                try await browser.click("button.primary")
                try await browser.wait(until: "document.querySelector('[role=alert]') !== null")
                try await browser.open(address + "/sign-in")
                try await SignIn(id: "clerk", passwordFile: desk.passwordFile).fill(browser)
                try await browser.wait(until: "location.pathname === '/'")
                try await browser.type("样张：本人到场，与证件相符", into: "[name=reason]")
                try await browser.click("[value=compareInPerson]")
            }
            _ = try await desk.state { $0.screen == "rooms" }
        }
    }

    /// The same person leaves, by clicking.
    private func checkOut(_ browser: WebDriver, _ desk: Desk) async throws {
        try await desk.station.removeCard()
        try await browser.click("[hx-post='/leave']")
        try await browser.see("welcome")
        try await browser.click("[hx-post='/check-out']")
        try await browser.see("out-consent")
        try await browser.click("[hx-post='/check-out/consent']")
        try await browser.see("out-card")
        try await desk.station.insertCard(.tenant)
        try await browser.see("out-meters")
        for digit in "3815" { try await browser.click("[data-key='\(digit)']") }
        try await browser.click("[name=water]")
        for digit in "207" { try await browser.click("[data-key='\(digit)']") }
        try await browser.click("button[form=meters]")
        try await browser.see("out-review")
        try await browser.click("[hx-post='/check-out/confirm']")
        try await browser.see("out-done")
        let text = try await browser.evaluate("document.body.innerText")
        #expect(text.contains("TF"))
        #expect(!text.contains(CardSpecimen.tenant.number))
    }

    private func withBrowser(
        width: Int, height: Int, trusting certificate: String? = nil,
        _ body: (WebDriver) async throws -> Void
    ) async throws {
        let browser = try await WebDriver.start(
            width: width, height: height,
            trusting: try certificate.map { [try TrustedServer(certificate: $0)] } ?? [])
        do {
            try await body(browser)
        } catch {
            await browser.quit()
            throw error
        }
        await browser.quit()
    }
}
