import DoorLock
import Registry
import Storage

/// Learns a card's number at the door: the tenant swipes it there within a minute, and the first
/// card that the controller does not know is his.
struct CardLesson: Sendable {
    let data: DataFolder
    let links: any DoorLinks
    let clock: @Sendable () -> Timestamp

    /// How often the controller is asked for new events.
    private static let pause = Duration.milliseconds(400)

    /// Learns the number for the tenancy's grants that wait for one. Throws the fault to show.
    func run(for tenancy: Identifier<Tenancy>) async throws {
        let waiting = try await data.doorGrants.standing(of: tenancy)
            .filter { $0.state == .awaitingSwipe }
        guard let grant = waiting.first?.grant,
            let controller = try await data.village.controller(grant.controller)
        else { return }
        let number = try await listen(at: controller)
        let record = try await data.tenancies.tenancy(tenancy)
        try await data.doorGrants.learn(
            number, for: grant, from: record.tenancy.from, until: record.tenancy.until,
            doors: Set(1...controller.doorCount), at: clock())
    }

    private func listen(at controller: DoorController) async throws -> UInt32 {
        let link = await links.link(to: controller)
        var newest = try await link.status().newestEvent
        var doors = (1...controller.doorCount).map {
            CardLearning(at: $0, after: newest, now: clock())
        }
        while true {
            while let event = try await link.event(at: newest + 1) {
                newest += 1
                if let number = try learnt(&doors, .seen(event, at: clock())) { return number }
            }
            if let number = try learnt(&doors, .timePassed(clock())) { return number }
            try await Task.sleep(for: Self.pause)
        }
    }

    /// The number one of the doors has learnt. Throws once the time is over.
    private func learnt(
        _ doors: inout [CardLearning], _ event: CardLearningEvent
    ) throws -> UInt32? {
        for index in doors.indices {
            switch doors[index].handle(event) {
            case .learnt(let number): return number
            case .expired(let fault): throw FaultError(fault: fault)
            case nil: break
            }
        }
        return nil
    }
}
