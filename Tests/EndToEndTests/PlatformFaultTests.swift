import Foundation
import Glibc
import Registry
import Testing

@testable import Lab

@Suite(.serialized, .timeLimit(.minutes(4))) struct PlatformFaultTests {
    @Test func `with the platform off the desk works, and everything is there when it is back`()
        async throws
    {
        try await withDesk { desk in
            await desk.platform.stop()
            let last = try await desk.tenant().checkIn().last
            let tenancy = try #require(last.tenancy)
            try await desk.platform.start()
            #expect(try await desk.record(of: tenancy) { $0.hasDocument }.kiosk == Desk.id)
            try await desk.waitUntilSynced()
        }
    }

    @Test func `killed between commit and upload, the record arrives once`() async throws {
        try await withDesk { desk in
            await desk.platform.stop()
            let last = try await desk.tenant().checkIn().last
            let tenancy = try #require(last.tenancy)
            await desk.kiosk.stop(signal: SIGKILL)
            try await desk.platform.start()
            try await desk.kiosk.start()
            _ = try await desk.record(of: tenancy) { $0.arrivedAt != nil }
            try await desk.waitUntilSynced()
        }
    }

    @Test func `a platform killed in the middle of a batch loses and doubles nothing`()
        async throws
    {
        try await withDesk { desk in
            let killing = Task {
                for _ in 0..<6 {
                    try await Task.sleep(for: .milliseconds(700))
                    await desk.platform.stop(signal: SIGKILL)
                    try await desk.platform.start()
                }
            }
            let last = try await desk.tenant().checkIn().last
            try await killing.value
            _ = try await desk.record(of: try #require(last.tenancy)) { $0.hasDocument }
            try await desk.waitUntilSynced()
        }
    }

    @Test func `the certificate is renewed again and again while a check-in goes up`()
        async throws
    {
        try await withDesk { desk in
            let file = desk.folder.appending(path: "data/platform.pem")
            let first = try Data(contentsOf: file)
            let renewing = Task {
                for _ in 0..<6 {
                    let (status, output) = try await desk.kiosk.run(["enrol", "--renew"])
                    #expect(status == 0)
                    #expect(String(decoding: output, as: UTF8.self).contains("364"))
                }
            }
            let last = try await desk.tenant().checkIn().last
            try await renewing.value
            _ = try await desk.record(of: try #require(last.tenancy)) { $0.hasDocument }
            try await desk.waitUntilSynced()
            #expect(try Data(contentsOf: file) != first)
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)
            #expect(mode[.posixPermissions] as? Int == 0o600)
            #expect(try !desk.log.contains("SY-0"), "nothing was refused meanwhile")
        }
    }

    @Test func `PostgreSQL restarted in the middle, and everything arrives`() async throws {
        try await withDesk(ownsDatabase: true) { desk in
            let restarting = Task { try await desk.platform.restartDatabase() }
            let last = try await desk.tenant().checkIn().last
            try await restarting.value
            _ = try await desk.record(of: try #require(last.tenancy)) { $0.hasDocument }
            try await desk.waitUntilSynced()
        }
    }

    @Test func `a house that turns red refuses the next check-in within two seconds`()
        async throws
    {
        try await withDesk { desk in
            let rooms = try await desk.rooms()
            let room = try #require(rooms.first { $0.colour == "green" && $0.freeBeds > 0 })
            let start = ContinuousClock.now
            try await desk.hearing { try await desk.grade(room.house, "red") }
            #expect(ContinuousClock.now - start < .seconds(2))
            var plan = VirtualTenant.Plan()
            plan.room = room.id
            await #expect(throws: VirtualTenant.Trouble.stuck(screen: "rooms", notice: "AD-02")) {
                try await desk.tenant(plan).checkIn()
            }
        }
    }

    @Test func `a house that turns red between choice and signature is refused in the commit`()
        async throws
    {
        try await withDesk { desk in
            var plan = VirtualTenant.Plan()
            plan.stopAt = "sign"
            let rooms = try await desk.rooms()
            let room = try #require(rooms.first { $0.colour == "green" && $0.freeBeds > 0 })
            plan.room = room.id
            _ = try await desk.tenant(plan).checkIn()
            try await desk.hearing { try await desk.grade(room.house, "red") }
            try await desk.screen.sign(Visit.signature)
            let state = try await desk.state { $0.screen == "rooms" && $0.notice != nil }
            #expect(state.notice == "AD-02")
            #expect(try await desk.ask(ShownCheckIns.self, "checkin", "list").made.isEmpty)
        }
    }

    @Test func `a landlord's request becomes a tenancy or is refused with the desk's own reason`()
        async throws
    {
        try await withDesk { desk in
            let rooms = try await desk.rooms()
            let free = try #require(rooms.first { $0.colour == "green" && $0.freeBeds > 0 })
            let red = try #require(rooms.first { $0.colour == "red" })
            let accepted = try await desk.request(room: free.id)
            #expect(try await desk.answer(to: accepted).state == "accepted")
            _ = try await desk.record(of: accepted) { $0.arrivedAt != nil }
            let refused = try await desk.request(room: red.id)
            let answer = try await desk.answer(to: refused)
            #expect(answer.state == "refused" && answer.code == "AD-02")
        }
    }
}
