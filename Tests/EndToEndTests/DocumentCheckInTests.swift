import Testing

@testable import Lab

/// A whole check-in with each document, over a reader of the `frames` profile.
@Suite(.serialized, .timeLimit(.minutes(3))) struct DocumentCheckInTests {
    @Test(arguments: [LabCard.hmt, .foreigner2017, .foreigner2023])
    func `whoever has no resident card checks in with his own document`(
        card: LabCard
    ) async throws {
        try await withDesk(changes: ["reader.profile": "frames"]) { desk in
            var plan = VirtualTenant.Plan()
            plan.card = card
            let last = try await desk.tenant(plan).checkIn().last
            let tenancy = try #require(last.tenancy)
            let shown = try await desk.ask(ShownCheckIn.self, "checkin", "show", tenancy)
            #expect(shown.verdict == "pass")
            #expect(try await desk.kiosk.run(["archive", "verify"]).status == 0)
            let commands = try await desk.station.reader.log().map { $0.command.prefix(8) }
            #expect(commands.contains("ff000000") && !commands.contains { $0.hasPrefix("ffb0") })
        }
    }

    @Test func `a reader pulled out is told, and reads again when it is back`() async throws {
        try await withDesk { desk in
            try await desk.askForCard()
            try await desk.station.play(.readerOff)
            let state = try await desk.state { $0.screen == "card" && $0.notice != nil }
            #expect(["CR-06", "CR-07"].contains(state.notice))
            try await desk.station.play(.readerOn)
            _ = try await desk.state { $0.screen == "card" && $0.notice == nil }
            try await desk.station.insertCard(.tenant)
            _ = try await desk.state { $0.screen == "face" }
        }
    }
}
