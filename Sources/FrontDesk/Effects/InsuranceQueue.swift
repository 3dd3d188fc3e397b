import Foundation
import Insurance
import Logging
import Registry
import ServiceLifecycle
import Storage

/// Has every insurance booked that a tenant asked for, and ended at check-out: carries out what
/// each ``PolicyBooking`` asks for.
///
/// The rows of the data folder say what is to be done and when it is tried again, so a restart
/// goes on where they stand and an insurer that is down for a day costs a call each quarter of an
/// hour. Both rows of one application work on one saved booking, one after the other;
/// applications do not wait for each other.
actor InsuranceQueue: Service {
    /// Longest sleep; after it the rows are looked at, whatever was done to the clock.
    private static let pauseMax = Duration.seconds(60)

    let data: DataFolder
    let carrier: any Carrier
    private let logger: Logger
    let clock: @Sendable () -> Timestamp
    /// Told what to show of a tenancy's insurance.
    private let onPolicy: @Sendable (Identifier<Tenancy>, PolicyNews) async -> Void

    private let nudges: AsyncStream<Void>
    private let nudger: AsyncStream<Void>.Continuation
    private var running: Set<Identifier<PolicyApplication>> = []
    private var answers: [Identifier<EffectRecord>: DeskException.Remedy] = [:]
    private var alarm: Timestamp?

    init(
        data: DataFolder, carrier: any Carrier, logger: Logger,
        clock: @escaping @Sendable () -> Timestamp,
        onPolicy: @escaping @Sendable (Identifier<Tenancy>, PolicyNews) async -> Void
    ) {
        (self.data, self.carrier, self.logger, self.clock) = (data, carrier, logger, clock)
        self.onPolicy = onPolicy
        (nudges, nudger) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Something new is to be booked or ended.
    nonisolated func nudge() { nudger.yield() }

    func run() async throws {
        await takeUpFailed()
        nudge()
        await withDiscardingTaskGroup { group in
            for await _ in nudges.cancelOnGracefulShutdown() {
                for order in await waiting() { group.addTask { await self.carry(order) } }
                if let pause = await nextPause() {
                    group.addTask { await self.sleep(for: pause) }
                }
            }
            group.cancelAll()
        }
    }

    /// A clerk's word on what he was asked under `fault` about a tenancy's insurance. It also
    /// holds for a row that was just taken up again, after a start.
    func answer(
        _ remedy: DeskException.Remedy, to fault: Fault, about tenancy: Identifier<Tenancy>
    ) async throws {
        for effect in try await data.effects.all(of: tenancy)
        where effect.isInsuranceAndOpen && effect.fault?.code == fault.code {
            // What cannot be read can only be dropped.
            if remedy == .cancel, (try? InsuranceOrder(effect)) == nil {
                try await data.effects.drop(effect.id, at: clock())
                continue
            }
            answers[effect.id] = remedy
            try await data.effects.redo(effect.id, at: clock())
        }
        nudge()
    }

    func show(_ news: PolicyNews, of tenancy: Identifier<Tenancy>) async {
        await onPolicy(tenancy, news)
    }

    /// Lays a matter before the clerk; the effect rests until he has decided.
    func ask(_ fault: Fault, about effect: EffectRecord) async throws {
        let now = clock()
        try await data.effects.fail(effect.id, fault: fault, at: now)
        try await data.exceptions.raise(
            DeskException(
                id: .make(at: now), subject: .policy(effect.tenancy), fault: fault,
                remedies: [.redo, .cancel], raisedAt: now))
        await show(.delayed(fault), of: effect.tenancy)
    }

    /// A stop may have come between a clerk's word and what was to follow: what waits for him is
    /// taken up, and asked about again where he must decide.
    private func takeUpFailed() async {
        do {
            for effect in try await data.effects.unfinished()
            where effect.kind.isInsurance && effect.state == .failed {
                try await data.effects.redo(effect.id, at: clock())
            }
        } catch {
            logger.error("insurance queue not read", metadata: ["code": "\(Fault(error).code)"])
        }
    }

    /// Rows that are due and whose application nobody works on yet.
    private func waiting() async -> [InsuranceOrder] {
        do {
            var orders: [InsuranceOrder] = []
            for effect in try await data.effects.due(at: clock()) where effect.kind.isInsurance {
                do {
                    let order = try InsuranceOrder(effect)
                    if running.insert(order.application.key).inserted { orders.append(order) }
                } catch {
                    await giveUp(effect, error)
                }
            }
            return orders
        } catch is CancellationError {
            return []
        } catch {
            logger.error("insurance queue not read", metadata: ["code": "\(Fault(error).code)"])
            return []
        }
    }

    /// How long nothing is due; `nil` when nothing waits, or an earlier alarm is set.
    private func nextPause() async -> Duration? {
        let now = clock()
        let waiting = (try? await data.effects.unfinished()) ?? []
        let next = waiting.filter {
            $0.kind.isInsurance && $0.state == .pending && $0.nextTryAt > now
        }.map(\.nextTryAt).min()
        guard let next, alarm.map({ $0 > next }) ?? true else { return nil }
        alarm = next
        return min(.milliseconds(next.milliseconds - now.milliseconds), Self.pauseMax)
    }

    private func sleep(for pause: Duration) async {
        guard (try? await Task.sleep(for: pause)) != nil else { return }
        alarm = nil
        nudge()
    }

    private func carry(_ order: InsuranceOrder) async {
        let isOver: Bool
        do {
            // The last pass may have ended between the look at the rows and this one's turn.
            let effect = try await data.effects.effect(order.effect.id)
            if effect.state == .pending, effect.nextTryAt <= clock() {
                var pass = InsurancePass(
                    booking: try await booking(order.application), effect: effect, queue: self)
                let remedy = answers.removeValue(forKey: effect.id)
                try await data.effects.begin(effect.id, at: clock())
                try await pass.run(answering: remedy)
            }
            isOver = true
        } catch is CancellationError {
            isOver = false
        } catch {
            isOver = await giveUp(order.effect, error)
        }
        if isOver, answers[order.effect.id] != nil {
            // It came while this pass was asking; a row that is done needs none.
            try? await data.effects.redo(order.effect.id, at: clock())
        }
        running.remove(order.application.key)
        // The application's other row may have come meanwhile.
        if isOver { nudge() }
    }

    private func booking(_ application: PolicyApplication) async throws -> PolicyBooking {
        try await data.policies.load(PolicyBooking.self, key: application.key)
            ?? PolicyBooking(application)
    }

    /// Nothing more can be done without a person.
    ///
    /// - Returns: whether he could be told.
    @discardableResult
    private func giveUp(_ effect: EffectRecord, _ error: any Error) async -> Bool {
        logger.error("insurance not carried", metadata: ["code": "\(Fault(error).code)"])
        do {
            try await ask(Fault(error), about: effect)
            return true
        } catch {
            // The data folder itself does not work; the row stays and is taken up at the start.
            logger.error("clerk not told", metadata: ["code": "\(Fault(error).code)"])
            return false
        }
    }
}
