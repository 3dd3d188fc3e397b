import Foundation
import Registry
import Testing

@testable import Lab

@Suite(.serialized, .timeLimit(.minutes(4))) struct OwnDataTests {
    @Test func `a tenant takes his receipt, sees his data, withdraws, and holds each paper`()
        async throws
    {
        try await withDesk(changes: ["photo.keep": "true"]) { desk in
            var plan = VirtualTenant.Plan()
            plan.waitsForAll = true
            let last = try await desk.tenant(plan).checkIn().last
            let tenancy = try #require(last.tenancy)
            #expect(try await faces(at: desk) == 1)
            let browser = try await WebDriver.start(width: 1_080, height: 1_920)
            do {
                try await browser.open(await desk.kiosk.addresses.tenant)
                try await takeReceipt(browser)
                try await desk.station.removeCard()
                try await browser.click("[hx-post='/leave']")
                try await seeOwnData(browser, desk)
                try await withdraw(browser)
            } catch {
                await browser.quit()
                throw error
            }
            await browser.quit()
            #expect(try await faces(at: desk) == 0)
            let shown = try await desk.ask(ShownCheckIn.self, "checkin", "show", tenancy)
            #expect(shown.verdict == nil, "the comparison is gone")
            #expect(shown.endedAt == nil, "the stay is not")
            for kind in ["printConsent", "printWithdrawal", "printOwnData"] {
                #expect(shown.states(of: kind) == ["done"])
            }
            let jobs = Set(try await desk.station.printer.sheets().map { $0.job.prefix(2) })
            #expect(jobs == ["ZL", "TY", "ZY", "CH"])
            #expect(try await desk.kiosk.run(["archive", "verify"]).status == 0)
            #expect(try await desk.kiosk.run(["journal", "verify"]).status == 0)
        }
    }

    private struct Report: Decodable {
        struct Faces: Decodable { let count: Int }
        let storedFaces: Faces
    }

    private func faces(at desk: Desk) async throws -> Int {
        try await desk.ask(Report.self, "retention", "report").storedFaces.count
    }

    private func takeReceipt(_ browser: WebDriver) async throws {
        try await browser.see("done")
        try await browser.click("[hx-post='/receipt']")
        try await browser.wait(
            until: "document.querySelectorAll('.outcome li.done').length === 4")
    }

    private func seeOwnData(_ browser: WebDriver, _ desk: Desk) async throws {
        try await browser.see("welcome")
        try await browser.click("[hx-post='/own-data']")
        try await browser.see("consent")
        try await browser.click("[value=face]")
        try await browser.see("card")
        try await desk.station.insertCard(.tenant)
        for try await state in await desk.screen.states() {
            switch state.prompt {
            case "left": _ = try await desk.station.moveHead(.left)
            case "right": _ = try await desk.station.moveHead(.right)
            case "back": _ = try await desk.station.moveHead(.back)
            default: break
            }
            if state.screen == "own" { break }
        }
        try await browser.see("own")
        let text = try await browser.evaluate("document.body.innerText")
        #expect(text.contains("刷脸比对") && text.contains("加密保存"))
        #expect(!text.contains(CardSpecimen.tenant.number))
        #expect(!text.contains(CardSpecimen.tenant.name))
        try await browser.click("[value=printOwnData]")
        try await browser.wait(
            until: "document.querySelectorAll('.outcome li.done').length === 1")
    }

    private func withdraw(_ browser: WebDriver) async throws {
        try await browser.click("[hx-post='/own-data/withdraw']")
        try await browser.see("own-confirm")
        try await browser.click("[hx-post='/own-data/confirm']")
        try await browser.see("own")
        try await browser.wait(
            until: "document.querySelectorAll('.outcome li.done').length === 1")
        let text = try await browser.evaluate("document.body.innerText")
        #expect(text.contains("人脸比对同意：已撤回"))
        #expect(try await browser.evaluate("document.querySelector('.withdraw')") == "null")
    }
}
