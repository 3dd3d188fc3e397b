import Foundation
import Glibc
import Registry
import Testing

@testable import Lab

@Suite(.serialized, .timeLimit(.minutes(3))) struct DoorFaultTests {
    /// The tenant's card as the doors' readers see it.
    private func card(_ desk: Desk) -> UInt32 {
        desk.station.doors.numbering.number(ofChip: CardSpecimen.tenant.serial)
    }

    /// Boards that hold the tenant's card.
    private func holders(_ desk: Desk) async -> [UInt32] {
        var found: [UInt32] = []
        for serial in desk.station.doors.serials
        where await desk.station.doors.cards(of: serial).contains(where: { $0.number == card(desk) }
        ) {
            found.append(serial)
        }
        return found
    }

    @Test func `a controller that is off gets the card when it is back, once`() async throws {
        try await withDesk { desk in
            await desk.station.doors.spoil { $0.isOff = true }
            let last = try await desk.tenant().checkIn().last
            #expect(last.tenancy != nil, "the record stands without the door")
            _ = try await desk.state { $0.door == "delayed" }
            #expect(await holders(desk).isEmpty)
            await desk.station.doors.spoil { $0.isOff = false }
            _ = try await desk.state { $0.door == "granted" }
            let serial = try #require(await holders(desk).first)
            #expect(await holders(desk).count == 1)
            #expect(await desk.station.doors.cards(of: serial).count == 1)
            #expect(await desk.station.doors.swipe(card: card(desk), door: 1, at: serial))
        }
    }

    @Test func `with every fifth packet lost each way the card is granted and read back`()
        async throws
    {
        try await withDesk { desk in
            await desk.station.doors.spoil { $0.loss = 0.2 }
            _ = try await desk.tenant().checkIn()
            _ = try await desk.state { $0.door == "granted" }
            #expect(await holders(desk).count == 1)
        }
    }

    @Test func `an answer that comes late is not taken for the next one's`() async throws {
        try await withDesk { desk in
            await desk.station.doors.spoil {
                $0.answersLate = true
                $0.refusesPuts = true
            }
            _ = try await desk.tenant().checkIn()
            _ = try await desk.state { $0.door == "delayed" }
            #expect(await holders(desk).isEmpty)
            await desk.station.doors.spoil {
                $0.answersLate = false
                $0.refusesPuts = false
            }
            _ = try await desk.state { $0.door == "granted" }
        }
    }

    @Test func `killed before the door was told, it is granted after the start`() async throws {
        try await withDesk { desk in
            await desk.station.doors.spoil { $0.isOff = true }
            let last = try await desk.tenant().checkIn().last
            let tenancy = try #require(last.tenancy)
            await desk.kiosk.stop(signal: SIGKILL)
            await desk.station.doors.spoil { $0.isOff = false }
            try await desk.kiosk.start()
            _ = try await desk.state { $0.door == "granted" }
            #expect(
                try await desk.ask(ShownCheckIn.self, "checkin", "show", tenancy).doors == [
                    "applied"
                ])
            #expect(await holders(desk).count == 1)
        }
    }

    @Test func `a stranger's card does not open, and the board's events say so by their index`()
        async throws
    {
        try await withDesk { desk in
            _ = try await desk.tenant().checkIn()
            _ = try await desk.state { $0.door == "granted" }
            let serial = try #require(await holders(desk).first)
            #expect(await !desk.station.doors.swipe(card: 4_711, door: 1, at: serial))
            let events = try await desk.kiosk.run(["door", "events", "\(serial)", "--json"])
            #expect(String(decoding: events.output, as: UTF8.self).contains("swipe"))
        }
    }
}
