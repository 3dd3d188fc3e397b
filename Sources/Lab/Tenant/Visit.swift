import Foundation

/// One pass of the virtual tenant through the screens: what he does at each, and how long it took.
struct Visit {
    private let tenant: VirtualTenant
    private(set) var clock = StepClock()
    private var seen = ""

    init(tenant: VirtualTenant) { self.tenant = tenant }

    /// What the tenant does when the screen shows `state`.
    mutating func act(on state: ScreenState) async throws {
        let isNew = state.screen != seen
        seen = state.screen
        if state.screen == "face" {
            if isNew { clock.begin("face") }
            try await look(state.prompt)
            return
        }
        guard isNew else {
            if let notice = state.notice { throw stuck(state, notice) }
            return
        }
        try await press(state)
    }

    /// The screens that wait for a finger or a card.
    private mutating func press(_ state: ScreenState) async throws {
        let (kiosk, plan) = (tenant.kiosk, tenant.plan)
        switch state.screen {
        case "welcome":
            try await kiosk.press("/begin")
        case "consent":
            clock.begin("consent")
            try await kiosk.press("/consent", [("way", plan.way)])
        case "card":
            clock.begin("card")
            try await tenant.lab.insertCard(plan.card)
        case "rooms":
            try await tenant.lab.removeCard()
            clock.begin("room")
            try await kiosk.press("/rooms", [("room", try choose(from: state))])
        case "terms":
            clock.begin("contract")
            let today = ISO8601DateFormatter.chinaDay(Date())
            try await kiosk.press(
                "/terms",
                [("from", today), ("months", "\(plan.months)"), ("phone", plan.phone)])
        case "insurance":
            let product = plan.takesInsurance ? state.products?.first?.id : nil
            try await kiosk.press("/insurance", [("product", product ?? "")])
        case "lease":
            clock.begin("sign")
            try await kiosk.press("/accept")
        case "sign":
            clock.begin("record")
            try await kiosk.sign(Self.signature)
        case "reading", "drafting", "recording", "done":
            break
        default:
            throw stuck(state, state.notice)
        }
    }

    /// Whether he has what he came for; the last step ends then.
    mutating func isOver(at state: ScreenState) async throws -> Bool {
        guard state.screen == tenant.plan.stopAt else { return false }
        guard state.screen == "done" else {
            clock.begin(nil)
            return true
        }
        seen = "done"
        clock.settle([
            "print": state.paper == "printed", "door": state.door == "granted",
            "insure": state.policy == "booked",
        ])
        return !tenant.plan.waitsForAll || state.isSettled
    }

    /// Turns the head as the screen asks.
    private mutating func look(_ prompt: String?) async throws {
        let motion: HeadMotion.Command
        switch prompt {
        case "left": motion = .left
        case "right": motion = .right
        case "back": motion = .back
        default: return
        }
        clock.moved(try await tenant.lab.moveHead(motion))
    }

    private func choose(from state: ScreenState) throws -> String {
        let rooms = state.rooms ?? []
        if let wanted = tenant.plan.room { return wanted }
        let free = rooms.first {
            $0.freeBeds > 0 && ($0.colour == "green" || $0.colour == "yellow")
        }
        guard let free else { throw stuck(state, "no free room") }
        return free.id
    }

    private func stuck(_ state: ScreenState, _ notice: String?) -> VirtualTenant.Trouble {
        .stuck(screen: state.screen, notice: notice)
    }

    /// Two characters' worth of strokes, as a finger would draw them.
    static let signature: [[KioskClient.SignaturePoint]] = (0..<6).map { stroke in
        (0..<16).map { step in
            let t = Double(step) / 15
            let wave = (stroke.isMultiple(of: 2) ? t : t * t) * 0.5
            return .init(
                x: 0.12 + Double(stroke) * 0.12 + t * 0.1,
                y: 0.25 + (stroke.isMultiple(of: 3) ? 0.5 - wave : wave),
                milliseconds: stroke * 220 + step * 12, pressure: 0.4 + t * 0.3)
        }
    }
}

extension ISO8601DateFormatter {
    /// `2026-11-22` on the calendars of China.
    static func chinaDay(_ date: Date) -> String {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withFullDate]
        formatter.timeZone = TimeZone(secondsFromGMT: 8 * 3_600)
        return formatter.string(from: date)
    }
}
