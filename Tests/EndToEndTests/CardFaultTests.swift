import Foundation
import Registry
import Testing

@testable import Lab

@Suite(.serialized, .timeLimit(.minutes(3))) struct CardFaultTests {
    @Test func `without a card the screen waits, and a card laid on later is read`() async throws {
        try await withDesk { desk in
            try await desk.askForCard()
            let waiting = try await desk.state { $0.screen == "card" }
            #expect(waiting.notice == nil)
            try await desk.station.insertCard(.tenant)
            _ = try await desk.state { $0.screen == "face" }
        }
    }

    @Test func `a card pulled away in the middle is asked for again and then read`() async throws {
        try await withDesk { desk in
            try await desk.station.insertCard(.tenant)
            try await desk.station.reader.pullAway(afterAPDUs: 3)
            try await desk.askForCard()
            let state = try await desk.state { $0.screen == "card" && $0.notice != nil }
            #expect(state.notice == "CR-02")
            try await desk.station.insertCard(.tenant)
            _ = try await desk.state { $0.screen == "face" }
        }
    }

    @Test func `an expired card goes to the clerk`() async throws {
        try await withDesk { desk in
            try await desk.askForCard()
            try await desk.station.insertCard(.expired)
            let state = try await desk.state { $0.screen == "clerk" }
            #expect(state.notice == "ID-01")
        }
    }

    @Test func `a bank card is told apart from an identity card`() async throws {
        try await withDesk { desk in
            try await desk.askForCard()
            try await desk.station.insertCard(.bankCard)
            let state = try await desk.state { $0.screen == "card" && $0.notice != nil }
            #expect(state.notice?.hasPrefix("CR-") == true)
            try await desk.station.insertCard(.tenant)
            _ = try await desk.state { $0.screen == "face" }
        }
    }

    @Test func `a card left behind is not taken for the next visitor's`() async throws {
        try await withDesk { desk in
            try await desk.askForCard()
            try await desk.station.insertCard(.tenant)
            _ = try await desk.state { $0.screen == "face" }
            try await desk.screen.press("/leave")
            try await desk.askForCard()
            let state = try await desk.state { $0.screen == "card" }
            #expect(state.notice == "FD-04")
            try await desk.station.insertCard(.second)
            _ = try await desk.state { $0.screen == "face" }
        }
    }

    @Test func `the kiosk starts without pcscd and reads once it is there`() async throws {
        try await withDesk(beforeKiosk: { try await $0.station.reader.stopDaemon() }) { desk in
            try await desk.askForCard()
            let state = try await desk.state { $0.screen == "card" && $0.notice != nil }
            #expect(state.notice?.hasPrefix("CR-") == true)
            try await desk.station.reader.startDaemon()
            _ = try await desk.state { $0.screen == "card" && $0.notice == nil }
            try await desk.station.insertCard(.tenant)
            _ = try await desk.state { $0.screen == "face" }
        }
    }
}
