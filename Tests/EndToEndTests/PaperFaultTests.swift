import Foundation
import Glibc
import Registry
import Testing

@testable import Lab

@Suite(.serialized, .timeLimit(.minutes(3))) struct PaperFaultTests {
    @Test func `out of paper the record stands, and the lease comes after the refill, once`()
        async throws
    {
        try await withDesk { desk in
            try await desk.station.setPaper(false)
            let last = try await desk.tenant().checkIn().last
            let tenancy = try #require(last.tenancy)
            _ = try await desk.state { $0.paper == "delayed" }
            let shown = try await desk.ask(ShownCheckIn.self, "checkin", "show", tenancy)
            #expect(shown.states(of: "printContract") == ["pending"])
            try await desk.station.setPaper(true)
            _ = try await desk.state { $0.paper == "printed" }
            let sheets = try await desk.sheets(of: shown.lease)
            #expect(sheets.map(\.sha256) == [shown.documentSHA256])
        }
    }

    @Test func `killed between record and print, the lease is printed once`() async throws {
        try await withDesk { desk in
            try await desk.station.setPaper(false)
            let last = try await desk.tenant().checkIn().last
            let tenancy = try #require(last.tenancy)
            // The printer has it and says what it lacks; before that nobody could be certain.
            _ = try await desk.state { $0.paper == "delayed" }
            #expect(await desk.kiosk.stop(signal: SIGKILL) == 128 + SIGKILL)
            try await desk.kiosk.start()
            let shown = try await desk.ask(ShownCheckIn.self, "checkin", "show", tenancy)
            try await desk.station.setPaper(true)
            _ = try await desk.state { $0.screen == "done" && $0.paper == "printed" }
            let sheets = try await desk.sheets(of: shown.lease)
            #expect(sheets.map(\.sha256) == [shown.documentSHA256])
        }
    }

    @Test func `killed before the spooler had it, the lease is printed once`() async throws {
        try await withDesk { desk in
            await desk.station.printer.stopSpooler()
            let last = try await desk.tenant().checkIn().last
            let tenancy = try #require(last.tenancy)
            _ = try await desk.state { $0.paper == "delayed" }
            await desk.kiosk.stop(signal: SIGKILL)
            try await desk.station.printer.startSpooler()
            try await desk.kiosk.start()
            _ = try await desk.state { $0.screen == "done" && $0.paper == "printed" }
            let shown = try await desk.ask(ShownCheckIn.self, "checkin", "show", tenancy)
            let sheets = try await desk.sheets(of: shown.lease)
            #expect(sheets.map(\.sha256) == [shown.documentSHA256])
            #expect(try await desk.ask(ShownCheckIns.self, "checkin", "list").made.count == 1)
        }
    }

    @Test func `killed right after the commit, it is recorded once and not printed twice`()
        async throws
    {
        try await withDesk { desk in
            var plan = VirtualTenant.Plan()
            plan.stopAt = "sign"
            _ = try await desk.tenant(plan).checkIn()
            let screen = await desk.screen
            // The answer may be lost with the kiosk; what it had taken is what counts.
            async let signing: Void? = try? await screen.sign(Visit.signature)
            while try await desk.ask(ShownCheckIns.self, "checkin", "list").made.isEmpty {}
            await desk.kiosk.stop(signal: SIGKILL)
            _ = await signing
            try await desk.kiosk.start()
            // Killed in the middle of handing over, a person is asked; else the sheet comes.
            let state = try await desk.state {
                $0.screen == "done" && ["printed", "delayed"].contains($0.paper)
            }
            let made = try await desk.ask(ShownCheckIns.self, "checkin", "list").made
            #expect(made.count == 1)
            let sheets = try await desk.sheets(of: try #require(made.first).lease)
            #expect(state.paper == "printed" ? sheets.count == 1 : sheets.count <= 1)
        }
    }

    @Test func `killed before the signature, the visit goes on where it stood`() async throws {
        try await withDesk { desk in
            var plan = VirtualTenant.Plan()
            plan.stopAt = "lease"
            _ = try await desk.tenant(plan).checkIn()
            await desk.kiosk.stop(signal: SIGKILL)
            try await desk.kiosk.start()
            plan.stopAt = "done"
            let last = try await desk.tenant(plan).checkIn().last
            #expect(last.tenancy != nil)
        }
    }

    @Test func `a printer that is switched off prints when it is back, once`() async throws {
        try await withDesk { desk in
            await desk.station.printer.stopPrinter()
            let last = try await desk.tenant().checkIn().last
            let tenancy = try #require(last.tenancy)
            _ = try await desk.state { $0.paper == "delayed" }
            try await desk.station.printer.startPrinter()
            _ = try await desk.state { $0.paper == "printed" }
            let shown = try await desk.ask(ShownCheckIn.self, "checkin", "show", tenancy)
            #expect(try await desk.sheets(of: shown.lease).count == 1)
        }
    }
}
