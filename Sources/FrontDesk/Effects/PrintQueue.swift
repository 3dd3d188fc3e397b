import DeviceSupport
import Foundation
import Logging
import Printing
import Registry
import ServiceLifecycle
import Storage

/// Brings every recorded lease to paper: carries out what each ``PrintJob`` asks for.
///
/// The rows of the data folder say what is to be printed; this actor only works on them, so a
/// restart goes on where the rows stand.
actor PrintQueue: Service {
    /// While a sheet is awaited the spooler is asked this often; it has no quicker way to tell.
    private static let lookUpPause = Duration.milliseconds(500)

    let data: DataFolder
    private let spooler: any Spooler
    private let logger: Logger
    let clock: @Sendable () -> Timestamp
    /// Told what to show of a tenancy's paper.
    private let onPaper: @Sendable (Identifier<Tenancy>, Receipt.Paper) async -> Void

    private let nudges: AsyncStream<Void>
    private let nudger: AsyncStream<Void>.Continuation
    private var running: Set<Identifier<EffectRecord>> = []
    private var answers: [Identifier<EffectRecord>: PrintEvent] = [:]
    /// What is shown of the papers since the start.
    private(set) var papers: [Identifier<Tenancy>: Receipt.Paper] = [:]

    init(
        data: DataFolder, spooler: any Spooler, logger: Logger,
        clock: @escaping @Sendable () -> Timestamp,
        onPaper: @escaping @Sendable (Identifier<Tenancy>, Receipt.Paper) async -> Void
    ) {
        (self.data, self.spooler, self.logger, self.clock) = (data, spooler, logger, clock)
        self.onPaper = onPaper
        (nudges, nudger) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Something new is to be printed.
    nonisolated func nudge() { nudger.yield() }

    func run() async throws {
        nudge()
        await withDiscardingTaskGroup { group in
            for await _ in nudges.cancelOnGracefulShutdown() {
                for effect in await waiting() {
                    group.addTask { await self.carry(effect) }
                }
            }
            group.cancelAll()
        }
    }

    /// A clerk's word on a paper that went wrong.
    func answer(_ event: PrintEvent, about tenancy: Identifier<Tenancy>) async throws {
        for effect in try await data.effects.all(of: tenancy)
        where effect.kind == .printContract && effect.state == .failed {
            answers[effect.id] = event
            try await data.effects.redo(effect.id, at: clock())
        }
        nudge()
    }

    /// Effects that nobody works on yet.
    private func waiting() async -> [EffectRecord] {
        do {
            let due = try await data.effects.due(at: clock()).filter {
                $0.kind == .printContract && !running.contains($0.id)
            }
            running.formUnion(due.map(\.id))
            return due
        } catch {
            logger.error("print queue not read", metadata: ["code": "\(Fault(error).code)"])
            return []
        }
    }

    private func carry(_ effect: EffectRecord) async {
        defer { running.remove(effect.id) }
        do {
            let order = try JSONDecoder().decode(PrintOrder.self, from: Data(effect.payload))
            let key = effect.id.rawValue
            let stored = try await data.printJobs.load(PrintJob.self, key: key)
            let job =
                stored ?? PrintJob(id: effect.tenancy, document: order.lease, copy: order.copy)
            try await data.effects.begin(effect.id, at: clock())
            let first =
                answers.removeValue(forKey: effect.id) ?? (stored == nil ? .begin : .restarted)
            var pass = PrintPass(
                job: job, effect: effect.id, order: order, queue: self, spooler: spooler)
            try await pass.run(from: first)
        } catch is CancellationError {
        } catch {
            logger.error("not printed", metadata: ["code": "\(Fault(error).code)"])
            try? await data.effects.fail(effect.id, fault: Fault(error), at: clock())
            await show(.delayed(Fault(error)), of: effect.tenancy)
        }
    }

    func show(_ paper: Receipt.Paper, of tenancy: Identifier<Tenancy>) async {
        papers[tenancy] = paper
        await onPaper(tenancy, paper)
    }

    /// The pause before the next look.
    func pause() async throws { try await Task.sleep(for: Self.lookUpPause) }
}
