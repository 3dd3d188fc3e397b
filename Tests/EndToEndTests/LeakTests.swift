import Foundation
import Registry
import Testing

@testable import Lab

@Suite(.serialized, .timeLimit(.minutes(4))) struct LeakTests {
    /// Folders that are not the product's: `lab` holds the sheets, the card and the insurer's own
    /// book, `printer` what the virtual printer itself has put to paper.
    private static let takenAway: Set = ["lab", "printer"]

    private func checkIn(_ desk: Desk, _ profile: URL) async throws {
        try await desk.station.removeCard()
        let browser = try await WebDriver.start(width: 1_080, height: 1_920, profile: profile)
        do {
            try await browser.checkIn(at: desk)
        } catch {
            await browser.quit()
            throw error
        }
        await browser.quit()
    }

    @Test func `after five check-ins nothing that is kept holds a personal value`() async throws {
        let before = try LeakSearch.temporary()
        try await withDesk(ownsDatabase: true) { desk in
            var plan = VirtualTenant.Plan()
            plan.waitsForAll = true
            for _ in 1...4 {
                let last = try await desk.tenant(plan).checkIn().last
                _ = try #require(last.tenancy)
                try await desk.screen.press("/leave")
                _ = try await desk.tenant(plan).checkOut()
                try await desk.screen.press("/leave")
            }
            // The fifth by a browser, whose folder is searched with the others.
            let profile = desk.folder.appending(path: "browser")
            try FileManager.default.createDirectory(at: profile, withIntermediateDirectories: true)
            try await checkIn(desk, profile)
            try await desk.waitUntilSynced()
            _ = try await desk.until {
                try await desk.station.printer.spooledDocuments().isEmpty ? true : nil
            }
            let card = CardSpecimen.tenant
            let search = LeakSearch(values: [
                card.name, card.number, plan.phone, card.address, card.birth, "1949-12-31",
                "1949年12月31日",
            ])
            #expect(search.skipped.isEmpty)
            // What kiosk, platform and print spooler keep, logs included.
            let folders = [desk.folder, await URL(filePath: desk.station.printer.place)]
            let result = try search.search(folders, leavingOut: Self.takenAway)
            #expect(result.hits.isEmpty, "\(result.hits)")
            // Kiosk and platform with their databases were really read, and so was the browser's.
            #expect(result.files > 1_000)
            let profiled = try search.search([profile])
            #expect(profiled.hits.isEmpty && profiled.files > 20)
            let stray = try search.hits(inTemporaryFolderBut: before)
            #expect(stray.isEmpty, "\(stray.prefix(3))")
            for folder in folders + [profile] {
                let planted = folder.appending(path: "planted")
                try Data(card.number.utf8).write(to: planted)
                let found = try search.search([folder], leavingOut: Self.takenAway).hits
                #expect(found.map(\.value) == [1, 4])
                try FileManager.default.removeItem(at: planted)
            }
        }
    }
}
