import Foundation
import Registry
import Testing

@testable import Lab

@Suite(.serialized, .timeLimit(.minutes(3))) struct CheckInTests {
    @Test func `a tenant checks in, and holds the very document that was archived`() async throws {
        try await withDesk { desk in
            var plan = VirtualTenant.Plan()
            plan.waitsForAll = true
            let last = try await desk.tenant(plan).checkIn().last
            let tenancy = try #require(last.tenancy)
            let shown = try await desk.ask(ShownCheckIn.self, "checkin", "show", tenancy)
            #expect(shown.verdict == "pass")
            #expect(shown.states(of: "printContract") == ["done"])
            let sheets = try await desk.sheets(of: shown.lease)
            #expect(sheets.map(\.sha256) == [shown.documentSHA256])
            #expect(try await desk.kiosk.run(["archive", "verify"]).status == 0)
            #expect(try await desk.kiosk.run(["journal", "verify"]).status == 0)
            let platformLog = desk.folder.appending(path: "platform/platform.log")
            let log = try desk.log + String(contentsOf: platformLog, encoding: .utf8)
            for personal in [CardSpecimen.tenant.name, CardSpecimen.tenant.number, plan.phone] {
                #expect(!log.contains(personal), "a personal value in the log")
            }
        }
    }

    @Test func `somebody who is housed already is refused and told why`() async throws {
        try await withDesk { desk in
            _ = try await desk.tenant().checkIn()
            try await desk.screen.press("/leave")
            await #expect(throws: VirtualTenant.Trouble.stuck(screen: "rooms", notice: "AD-04")) {
                try await desk.tenant().checkIn()
            }
            #expect(try await desk.ask(ShownCheckIns.self, "checkin", "list").made.count == 1)
        }
    }

    @Test(arguments: [("grey", "AD-01"), ("red", "AD-02")])
    func `a grey or red house refuses the check-in and says why`(
        colour: String, code: String
    ) async throws {
        try await withDesk { desk in
            let rooms = try await desk.rooms()
            var plan = VirtualTenant.Plan()
            plan.room = try #require(rooms.first { $0.colour == colour }).id
            await #expect(throws: VirtualTenant.Trouble.stuck(screen: "rooms", notice: code)) {
                try await desk.tenant(plan).checkIn()
            }
        }
    }

    @Test func `a full room refuses the check-in and says why`() async throws {
        try await withDesk { desk in
            let full = try #require(
                try await desk.rooms().first { $0.colour == "green" && $0.freeBeds == 0 })
            var plan = VirtualTenant.Plan()
            plan.room = full.id
            await #expect(throws: VirtualTenant.Trouble.stuck(screen: "rooms", notice: "AD-03")) {
                try await desk.tenant(plan).checkIn()
            }
        }
    }

    @Test func `an idle screen asks, and wipes when nobody answers`() async throws {
        try await withDesk(changes: ["idle.ask_seconds": "5", "idle.wipe_seconds": "3"]) { desk in
            try await desk.screen.press("/begin")
            let start = ContinuousClock.now
            _ = try await desk.state { $0.screen == "consent" && $0.asking }
            #expect(ContinuousClock.now - start >= .milliseconds(4_900))
            try await desk.screen.press("/still-here")
            _ = try await desk.state { $0.screen == "consent" && !$0.asking }
            _ = try await desk.state { $0.screen == "consent" && $0.asking }
            _ = try await desk.state { $0.screen == "welcome" }
        }
    }
}
