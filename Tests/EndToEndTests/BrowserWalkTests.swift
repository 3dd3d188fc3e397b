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
                try await browser.open(await desk.kiosk.addresses.tenant)
                try await browser.see("welcome")
                try await browser.click("[hx-post='/begin']")
                try await browser.see("consent")
                try await browser.click("[value=face]")
                try await browser.see("card")
                try await desk.station.insertCard(.tenant)
                try await turnHead(as: desk)
                try await browser.see("rooms")
                try await browser.click("[name=room]:not([disabled])")
                try await browser.see("terms")
                for digit in "13800000000" { try await browser.click("[data-key='\(digit)']") }
                try await browser.click("button[form=terms]")
                try await browser.see("insurance")
                try await browser.click(".decline")
                try await browser.see("lease")
                try await browser.click("[hx-post='/accept']")
                try await browser.see("sign")
                try await browser.wait(
                    until: "document.querySelector('canvas[data-ready]') !== null")
                // As slow as a hand: a busy browser drops points of quick ones.
                let strokes = (0..<6).map { stroke in
                    (0..<25).map { (x: -280 + stroke * 90 + $0 * 3, y: -60 + $0 * 5) }
                }
                try await browser.draw(strokes, on: "canvas")
                try await browser.click("button.primary")
                try await browser.see("done")
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

    /// Does with the lab's head what the screen asks, until the camera is done.
    private func turnHead(as desk: Desk) async throws {
        for try await state in await desk.screen.states() {
            switch state.prompt {
            case "left": _ = try await desk.station.moveHead(.left)
            case "right": _ = try await desk.station.moveHead(.right)
            case "back": _ = try await desk.station.moveHead(.back)
            default: if state.screen == "rooms" { return }
            }
        }
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
