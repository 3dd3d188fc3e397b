import Foundation

/// One check-out of the virtual tenant: what he does at each screen, and how long it took.
struct Departure {
    private let tenant: VirtualTenant
    private(set) var clock = StepClock()
    private var seen = ""

    init(tenant: VirtualTenant) { self.tenant = tenant }

    /// What the tenant does when the screen shows `state`.
    mutating func act(on state: ScreenState) async throws {
        let isNew = state.screen != seen
        seen = state.screen
        if state.screen != "out-done", let notice = state.notice {
            throw VirtualTenant.Trouble.stuck(screen: state.screen, notice: notice)
        }
        guard isNew else { return }
        let (kiosk, plan) = (tenant.kiosk, tenant.plan)
        switch state.screen {
        case "welcome":
            try await kiosk.press("/check-out")
        case "done":
            // Whoever checked in last has not pressed the button.
            try await kiosk.press("/leave")
        case "out-consent":
            try await kiosk.press("/check-out/consent")
        case "out-card":
            clock.begin("out-card")
            try await tenant.lab.insertCard(plan.card)
        case "out-meters":
            try await tenant.lab.removeCard()
            clock.begin("out-review")
            try await kiosk.press(
                "/check-out/meters", [("electricity", plan.electricity), ("water", plan.water)])
        case "out-review":
            clock.begin("out-record")
            try await kiosk.press("/check-out/confirm")
        case "out-reading", "out-drawing", "out-recording", "out-done":
            break
        default:
            throw VirtualTenant.Trouble.stuck(screen: state.screen, notice: state.notice)
        }
    }

    /// Whether everything that ends with the tenancy has ended.
    mutating func isOver(at state: ScreenState) -> Bool {
        guard state.screen == "out-done" else { return false }
        clock.settle([
            "out-print": state.paper == "printed", "out-door": state.door == "revoked",
            "out-insure": ["cancelled", "kept", "none"].contains(state.policy),
        ])
        return state.isSettled
    }
}

/// Takes the time of steps that follow one another, and of those that run side by side at the end.
struct StepClock {
    private(set) var steps: [VirtualTenant.Step] = []
    private var step: (name: String, start: ContinuousClock.Instant)?
    private var movement = Duration.zero
    private var recordedAt: ContinuousClock.Instant?

    /// The step that runs is over; `name` begins.
    mutating func begin(_ name: String?) {
        if let step {
            steps.append(
                .init(name: step.name, duration: .now - step.start, movement: movement))
        }
        movement = .zero
        step = name.map { ($0, ContinuousClock.now) }
    }

    /// The tenant himself moved for `duration` within the step.
    mutating func moved(_ duration: Duration) { movement += duration }

    /// What follows side by side from the moment of the record, and what of it is done by now.
    mutating func settle(_ isDone: KeyValuePairs<String, Bool>) {
        if step != nil { begin(nil) }
        let start = recordedAt ?? .now
        recordedAt = start
        for (name, isDone) in isDone where isDone && !steps.contains(where: { $0.name == name }) {
            steps.append(.init(name: name, duration: .now - start, movement: .zero))
        }
    }
}
