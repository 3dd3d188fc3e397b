import Foundation

/// A tenant who follows the kiosk's screen as a person would: reads what it shows, puts the card
/// on the reader, turns his head as asked, chooses a room, signs.
struct VirtualTenant: Sendable {
    /// What he means to do; a test bends it.
    struct Plan: Sendable {
        /// The card he brings.
        var card = LabCard.tenant
        /// How he wants to be compared: `face` or `inPerson`.
        var way = "face"
        /// House and room he wants; the first with a free bed otherwise.
        var room: String?
        var months = 6
        /// A made-up number of the form that phones have.
        var phone = "13800000000"
        /// Where he stops: the name of a screen.
        var stopAt = "done"
        /// On the last screen, whether he waits until the lease is printed, the policy booked
        /// and the door granted.
        var waitsForAll = false
        /// Whether he takes the first insurance that is offered.
        var takesInsurance = true
        /// What he reads off the meters when he leaves.
        var electricity = "1024.5"
        var water = "87.0"
    }

    /// A step as it was lived.
    struct Step: Sendable {
        let name: String
        /// From the visitor's act to the screen that answers it.
        let duration: Duration
        /// Of which he himself was moving.
        let movement: Duration
    }

    /// Why he gave up.
    enum Trouble: Error, Equatable {
        /// The screen shows something he cannot go on from.
        case stuck(screen: String, notice: String?)
        /// It took too long.
        case outOfPatience
        /// The kiosk went away.
        case disconnected
    }

    let kiosk: KioskClient
    let lab: any LabControls
    var plan = Plan()
    /// The longest he stays, the time he moves included.
    var patience = Duration.seconds(90)
    /// Told each state as he sees it.
    var onScreen: @Sendable (ScreenState) async throws -> Void = { _ in }

    /// Goes through the kiosk until the screen that ``Plan/stopAt`` names.
    func checkIn() async throws -> (steps: [Step], last: ScreenState) {
        try await patiently { try await walk() }
    }

    /// Goes through the kiosk until his tenancy has ended, with all that ends with it.
    func checkOut() async throws -> (steps: [Step], last: ScreenState) {
        try await patiently { try await leave() }
    }

    private func patiently(
        _ body: @escaping @Sendable () async throws -> (steps: [Step], last: ScreenState)
    ) async throws -> (steps: [Step], last: ScreenState) {
        try await withThrowingTaskGroup { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: patience)
                throw Trouble.outOfPatience
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw Trouble.outOfPatience }
            return result
        }
    }

    private func walk() async throws -> (steps: [Step], last: ScreenState) {
        var visit = Visit(tenant: self)
        for try await state in kiosk.states() {
            try await onScreen(state)
            if try await visit.isOver(at: state) { return (visit.clock.steps, state) }
            try await visit.act(on: state)
        }
        throw Trouble.disconnected
    }

    private func leave() async throws -> (steps: [Step], last: ScreenState) {
        var departure = Departure(tenant: self)
        for try await state in kiosk.states() {
            try await onScreen(state)
            if departure.isOver(at: state) { return (departure.clock.steps, state) }
            try await departure.act(on: state)
        }
        throw Trouble.disconnected
    }
}

extension VirtualTenant.Step {
    /// The step without the tenant's own movements.
    var machineTime: Duration { max(.zero, duration - movement) }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int {
        Int(components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
