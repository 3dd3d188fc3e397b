import Foundation
import Glibc
import Registry
import Testing

@testable import Lab

@Suite(.serialized, .timeLimit(.minutes(3))) struct InsurerFaultTests {
    @Test func `an insurer that fails once is asked again, and books one policy`() async throws {
        try await withDesk { desk in
            try await desk.station.insurer.turn(.next(.failOnce))
            _ = try await desk.tenant().checkIn()
            _ = try await desk.state { $0.policy == "booked" }
            #expect(await desk.station.insurer.policies.count == 1)
        }
    }

    @Test func `an answer lost after booking makes no second policy`() async throws {
        try await withDesk { desk in
            try await desk.station.insurer.turn(.next(.timeoutOnce))
            _ = try await desk.tenant().checkIn()
            _ = try await desk.state { $0.policy == "booked" }
            #expect(await desk.station.insurer.policies.count == 1)
        }
    }

    @Test func `an insurer that is down keeps nobody waiting, and books when it is back`()
        async throws
    {
        try await withDesk { desk in
            await desk.station.insurer.stop()
            let last = try await desk.tenant().checkIn().last
            #expect(last.tenancy != nil)
            _ = try await desk.state { $0.policy == "delayed" }
            // A night passes: the kiosk is switched off and on again meanwhile.
            await desk.kiosk.stop()
            try await desk.kiosk.start()
            try await desk.station.insurer.start()
            _ = try await desk.state { $0.policy == "booked" }
            #expect(await desk.station.insurer.policies.count == 1)
        }
    }

    @Test func `killed before the insurer answered, there is one policy`() async throws {
        try await withDesk { desk in
            await desk.station.insurer.stop()
            _ = try await desk.tenant().checkIn()
            _ = try await desk.state { $0.policy == "delayed" }
            await desk.kiosk.stop(signal: SIGKILL)
            try await desk.station.insurer.start()
            try await desk.kiosk.start()
            _ = try await desk.state { $0.policy == "booked" }
            #expect(await desk.station.insurer.policies.count == 1)
        }
    }

    @Test func `a tenant who declines has no policy and is not asked again`() async throws {
        try await withDesk { desk in
            var plan = VirtualTenant.Plan()
            plan.takesInsurance = false
            plan.waitsForAll = true
            let last = try await desk.tenant(plan).checkIn().last
            #expect(last.policy == "declined")
            #expect(await desk.station.insurer.entries.isEmpty)
        }
    }
}
