import Foundation
import Glibc
import Registry
import Testing

@testable import Lab

@Suite(.serialized, .timeLimit(.minutes(3))) struct CheckOutTests {
    @Test func `a tenant leaves: door, policy, paper and bed are settled`() async throws {
        try await withDesk { desk in
            var plan = VirtualTenant.Plan()
            plan.waitsForAll = true
            let arrived = try await desk.tenant(plan).checkIn().last
            let tenancy = try #require(arrived.tenancy)
            try await desk.screen.press("/leave")
            let left = try await desk.tenant(plan).checkOut().last
            #expect(left.door == "revoked")
            for serial in desk.station.doors.serials {
                #expect(await desk.station.doors.cards(of: serial).isEmpty)
            }
            #expect(await desk.station.insurer.policies.isEmpty)
            let sheets = try await desk.station.printer.sheets()
            #expect(sheets.count { $0.job.hasPrefix("TF") } == 1)
            let shown = try await desk.ask(ShownCheckIn.self, "checkin", "show", tenancy)
            #expect(shown.endedAt != nil)
            // The bed is free on the platform within two seconds.
            let record = try await desk.record(of: tenancy) { $0.endedAt != nil }
            let endedAt = try #require(record.endedAt)
            #expect(try #require(record.endArrivedAt) < endedAt + .seconds(2))
            // The bed is free again: he may come back.
            try await desk.screen.press("/leave")
            _ = try await desk.tenant(plan).checkIn()
        }
    }

    @Test func `somebody who lives nowhere here is told so`() async throws {
        try await withDesk { desk in
            await #expect(
                throws: VirtualTenant.Trouble.stuck(screen: "out-card", notice: "CO-04")
            ) {
                try await desk.tenant().checkOut()
            }
        }
    }

    @Test func `killed in the middle, a check-out is recorded once`() async throws {
        try await withDesk { desk in
            var plan = VirtualTenant.Plan()
            plan.waitsForAll = true
            _ = try await desk.tenant(plan).checkIn()
            try await desk.screen.press("/leave")
            await desk.station.doors.spoil { $0.isOff = true }
            let leaving = Task { try await desk.tenant(plan).checkOut() }
            // Killed while the spooler is being told, a person is asked: not what is tested here.
            _ = try await desk.state { $0.screen == "out-done" && $0.paper == "printed" }
            leaving.cancel()
            await desk.kiosk.stop(signal: SIGKILL)
            await desk.station.doors.spoil { $0.isOff = false }
            try await desk.kiosk.start()
            _ = try await desk.state { $0.screen == "out-done" && $0.isSettled }
            let sheets = try await desk.station.printer.sheets()
            #expect(sheets.count { $0.job.hasPrefix("TF") } == 1)
            #expect(try await desk.kiosk.run(["journal", "verify"]).status == 0)
        }
    }
}
