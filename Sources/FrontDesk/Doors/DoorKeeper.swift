import DeviceSupport
import DoorLock
import Logging
import Registry
import ServiceLifecycle
import Storage

/// Makes every controller agree with what is wanted of it: takes the grants that are due,
/// carries out what each ``GrantReconciliation`` asks for, and writes down what was read back.
///
/// Rows of the data folder say what is wanted; a restart, or a controller that was off for
/// weeks, goes on from there. One grant after the other at one controller, controllers side by
/// side.
actor DoorKeeper: Service {
    let data: DataFolder
    private let links: any DoorLinks
    let logger: Logger
    let clock: @Sendable () -> Timestamp
    /// Told when a tenancy's doors may stand differently.
    private let onDoor: @Sendable (Identifier<Tenancy>) async -> Void

    private let nudges: AsyncStream<Void>
    private let nudger: AsyncStream<Void>.Continuation
    private let lessons: AsyncStream<Identifier<Tenancy>>
    private let teacher: AsyncStream<Identifier<Tenancy>>.Continuation
    private var running: Set<Identifier<DoorController>> = []
    private var backoffs: [Identifier<DoorController>: Backoff] = [:]
    /// Controllers whose clock was looked at since the start.
    private var timed: Set<Identifier<DoorController>> = []

    init(
        data: DataFolder, links: any DoorLinks, logger: Logger,
        clock: @escaping @Sendable () -> Timestamp,
        onDoor: @escaping @Sendable (Identifier<Tenancy>) async -> Void
    ) {
        (self.data, self.links, self.logger) = (data, links, logger)
        (self.clock, self.onDoor) = (clock, onDoor)
        (nudges, nudger) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (lessons, teacher) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(16))
    }

    /// Something new is wanted at a door.
    nonisolated func nudge() { nudger.yield() }

    /// Waits for the tenancy's card at the door: a clerk asked for it.
    nonisolated func learn(for tenancy: Identifier<Tenancy>) { teacher.yield(tenancy) }

    func run() async throws {
        nudge()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.teach() }
            for await _ in nudges.cancelOnGracefulShutdown() {
                for (controller, grants) in await waiting() {
                    group.addTask { await self.keep(controller, grants) }
                }
                group.addTask { await self.wakeWhenDue() }
            }
            group.cancelAll()
        }
    }

    /// Grants that are due, by controllers that nobody works at yet.
    private func waiting() async -> [Identifier<DoorController>: [DoorGrant]] {
        do {
            let due = try await data.doorGrants.due(at: clock())
            let waiting = Dictionary(grouping: due, by: \.controller)
                .filter { !running.contains($0.key) }
            running.formUnion(waiting.keys)
            return waiting
        } catch {
            logger.error("door grants not read", metadata: ["code": "\(Fault(error).code)"])
            return [:]
        }
    }

    /// Sleeps until something postponed is due.
    private func wakeWhenDue() async {
        guard let due = try? await data.doorGrants.nextDue() else { return }
        let wait = Duration.milliseconds(due.milliseconds - clock().milliseconds)
        guard wait > .zero, (try? await Task.sleep(for: wait)) != nil else { return }
        nudge()
    }

    private func keep(_ id: Identifier<DoorController>, _ grants: [DoorGrant]) async {
        defer {
            running.remove(id)
            nudge()  // What came meanwhile, and what was postponed.
        }
        do {
            guard let controller = try await data.village.controller(id) else {
                throw FaultError(fault: .noController)
            }
            let link = await links.link(to: controller)
            for grant in grants {
                try Task.checkCancellation()
                guard await apply(grant, by: link, at: controller) else { return }
            }
        } catch is CancellationError {
        } catch {
            for grant in grants { await postpone(grant, Fault(error)) }
        }
    }

    /// - Returns: whether the controller answers, so that the next grant may be tried.
    private func apply(
        _ grant: DoorGrant, by link: any DoorLink, at controller: DoorController
    ) async -> Bool {
        do {
            try await setClock(by: link, at: controller)
            let isKept = try await data.doorGrants.isCardWantedElsewhere(grant)
            let kept = isKept ? grant.card.map { [$0.number] } ?? [] : []
            var pass = GrantPass(
                reconciliation: GrantReconciliation(grant: grant, keeping: Set(kept)), link: link)
            if let fault = try await pass.run() { throw FaultError(fault: fault) }
            try await data.doorGrants.agree(grant, at: clock())
            if backoffs.removeValue(forKey: controller.id) != nil {
                // It answers once more: what was put off for its silence need not wait longer.
                try await data.doorGrants.hurry(controller.id, at: clock())
            }
            await onDoor(grant.tenancy)
            return true
        } catch is CancellationError {
            return false
        } catch {
            await postpone(grant, Fault(error))
            return false
        }
    }

    private func postpone(_ grant: DoorGrant, _ fault: Fault) async {
        let pause = backoffs[grant.controller, default: Backoff()].failed()
        let now = clock()
        do {
            try await data.doorGrants.postpone(grant, until: now + pause, fault: fault, at: now)
        } catch {
            logger.error("door grant not kept", metadata: ["code": "\(Fault(error).code)"])
        }
        await onDoor(grant.tenancy)
    }

    /// Cards end by the controller's own calendar: its clock is set once a start where it is off.
    private func setClock(by link: any DoorLink, at controller: DoorController) async throws {
        guard !timed.contains(controller.id) else { return }
        let status = try await link.status()
        let drift = (status.clock?.milliseconds ?? 0) - clock().milliseconds
        if abs(drift) > Self.driftMax { try await link.setClock(to: clock()) }
        timed.insert(controller.id)
    }

    /// Milliseconds by which a controller's clock may be off; it shows whole seconds.
    private static let driftMax: Int64 = 2_000

    private func teach() async {
        for await tenancy in lessons.cancelOnGracefulShutdown() {
            do {
                let lesson = CardLesson(data: data, links: links, clock: clock)
                try await lesson.run(for: tenancy)
                nudge()
            } catch is CancellationError {
            } catch {
                logger.warning("card not learnt", metadata: ["code": "\(Fault(error).code)"])
                await raise(Fault(error), for: tenancy)
            }
            await onDoor(tenancy)
        }
    }

    /// Nobody swiped, or the door did not answer: the clerk is told on his page.
    private func raise(_ fault: Fault, for tenancy: Identifier<Tenancy>) async {
        let now = clock()
        let exception = DeskException(
            id: .make(at: now), subject: .door(tenancy), fault: fault,
            remedies: [.redo, .seen], raisedAt: now)
        _ = try? await data.exceptions.raise(exception)  // The row still waits for a swipe.
    }
}

extension Fault {
    static let noController = Fault(
        "FD-20", .notFound, tenant: "门锁稍后开通，请先找房东",
        clerk: "房屋的门禁控制器已从平台删除：请房东重新登记控制器。")
}
