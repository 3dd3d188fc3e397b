import Foundation
import Registry
import Testing

@testable import Lab

@Suite(.serialized, .timeLimit(.minutes(3))) struct TwoKiosksTests {
    /// `frontdesk exception list --json`.
    private struct Exceptions: Decodable {
        struct Entry: Decodable { let code: String }
        let exceptions: [Entry]
    }

    /// A second kiosk of the village, at the same twins.
    private func second(_ desk: Desk) async throws -> KioskProcess {
        let folder = desk.folder.appending(path: "second")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        _ = try await desk.platform.addKiosk("K2")
        try await Desk.project.writeConfiguration(
            to: folder.appending(path: "kiosk.conf"), data: folder.appending(path: "data"),
            station: desk.station, ports: (0, 0),
            changes: desk.platform.addresses(forKiosk: "K2"))
        let kiosk = KioskProcess(
            program: Desk.project.program("frontdesk"),
            configuration: folder.appending(path: "kiosk.conf").path,
            log: folder.appending(path: "frontdesk.log").path)
        try await kiosk.start()
        return kiosk
    }

    private func tenant(
        _ kiosk: KioskProcess, _ desk: Desk, _ card: LabCard, room: String
    ) async -> VirtualTenant {
        var plan = VirtualTenant.Plan()
        (plan.card, plan.room) = (card, room)
        let client = KioskClient(address: await kiosk.addresses.tenant)
        return VirtualTenant(kiosk: client, lab: desk.station, plan: plan)
    }

    private func lastBed(_ desk: Desk) async throws -> String {
        let rooms = try await desk.rooms()
        return try #require(rooms.first { $0.colour == "green" && $0.freeBeds == 1 }).id
    }

    @Test func `what one kiosk recorded, the other knows`() async throws {
        try await withDesk { desk in
            let other = try await second(desk)
            let room = try await lastBed(desk)
            let last = try await tenant(desk.kiosk, desk, .tenant, room: room).checkIn().last
            let tenancy = try #require(last.tenancy)
            _ = try await desk.until {
                let output = try await other.run(["checkin", "list", "--json"]).output
                let shown = try JSONDecoder().decode(ShownCheckIns.self, from: Data(output))
                return shown.tenancies.contains { $0.id == tenancy } ? true : nil
            }
            try await desk.screen.press("/leave")
            // The bed is taken there, too; and he is not to check out where he did not check in.
            await #expect(throws: VirtualTenant.Trouble.stuck(screen: "rooms", notice: "AD-03")) {
                try await tenant(other, desk, .second, room: room).checkIn()
            }
            let client = KioskClient(address: await other.addresses.tenant)
            try await client.press("/leave")
            try await desk.station.removeCard()
            await #expect(
                throws: VirtualTenant.Trouble.stuck(screen: "out-card", notice: "CO-05")
            ) {
                try await tenant(other, desk, .tenant, room: room).checkOut()
            }
            await other.stop()
        }
    }

    @Test func `both offline, the last bed given twice: both records stand, one task is made`()
        async throws
    {
        try await withDesk { desk in
            let other = try await second(desk)
            let room = try await lastBed(desk)
            await desk.platform.stop()
            let first = try await tenant(desk.kiosk, desk, .tenant, room: room).checkIn().last
            try await desk.screen.press("/leave")
            let later = try await tenant(other, desk, .second, room: room).checkIn().last
            try await desk.platform.start()
            for state in [first, later] {
                _ = try await desk.record(of: try #require(state.tenancy)) { $0.endedAt == nil }
            }
            let tasks = try await desk.until { () -> Int? in
                var found = 0
                for kiosk in [desk.kiosk, other] {
                    let output = try await kiosk.run(["exception", "list", "--json"]).output
                    let shown = try JSONDecoder().decode(Exceptions.self, from: Data(output))
                    found += shown.exceptions.count { $0.code == "AD-06" }
                }
                return found > 0 ? found : nil
            }
            #expect(tasks == 1)
            await other.stop()
        }
    }
}
