import Foundation
import Logging
import Printing
import Registry
import ServiceLifecycle
import Storage

/// Brings every recorded lease, settlement and paper about a person's data to paper: carries out
/// what each ``PrintJob`` asks for.
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
    private let onPaper: @Sendable (Identifier<Tenancy>, PrintOrder, Receipt.Paper) async -> Void

    private let nudges: AsyncStream<Void>
    private let nudger: AsyncStream<Void>.Continuation
    private var running: Set<Identifier<EffectRecord>> = []
    private var answers: [Identifier<EffectRecord>: PrintEvent] = [:]
    /// What is shown of the papers since the start, by their numbers.
    private(set) var papers: [String: Receipt.Paper] = [:]

    init(
        data: DataFolder, spooler: any Spooler, logger: Logger,
        clock: @escaping @Sendable () -> Timestamp,
        onPaper:
            @escaping @Sendable (Identifier<Tenancy>, PrintOrder, Receipt.Paper) async -> Void
    ) {
        (self.data, self.spooler, self.logger, self.clock) = (data, spooler, logger, clock)
        self.onPaper = onPaper
        (nudges, nudger) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Something new is to be printed.
    nonisolated func nudge() { nudger.yield() }

    func run() async throws {
        await takeUpFailed()
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

    /// A stop may have come between a clerk's word and what was to follow: what had failed is
    /// looked at again, and asked about again where a person must decide.
    private func takeUpFailed() async {
        do {
            for effect in try await data.effects.unfinished()
            where effect.kind.isPaper && effect.state == .failed {
                try await data.effects.redo(effect.id, at: clock())
            }
        } catch {
            logger.error("print queue not read", metadata: ["code": "\(Fault(error).code)"])
        }
    }

    /// A clerk's word on one copy that went wrong.
    func answer(
        _ event: PrintEvent, about tenancy: Identifier<Tenancy>, number: String, copy: Int
    ) async throws {
        for effect in try await failed(of: tenancy, number, copy: copy) {
            answers[effect.id] = event
            try await data.effects.redo(effect.id, at: clock())
        }
        nudge()
    }

    /// A clerk's word that one copy is not wanted any more.
    func drop(_ tenancy: Identifier<Tenancy>, number: String, copy: Int) async throws {
        for effect in try await failed(of: tenancy, number, copy: copy) {
            try await data.effects.drop(effect.id, at: clock())
            await show(.delayed(.printDropped), try PrintOrder(effect), of: tenancy)
        }
    }

    private func failed(
        of tenancy: Identifier<Tenancy>, _ number: String, copy: Int
    ) async throws -> [EffectRecord] {
        try await data.effects.all(of: tenancy).filter { effect in
            guard effect.kind.isPaper, effect.state == .failed else { return false }
            let order = try PrintOrder(effect)
            return order.number == number && order.copy == copy
        }
    }

    /// Effects that nobody works on yet.
    private func waiting() async -> [EffectRecord] {
        do {
            let due = try await data.effects.due(at: clock()).filter {
                $0.kind.isPaper && !running.contains($0.id)
            }
            running.formUnion(due.map(\.id))
            return due
        } catch {
            logger.error("print queue not read", metadata: ["code": "\(Fault(error).code)"])
            return []
        }
    }

    private func carry(_ effect: EffectRecord) async {
        defer {
            running.remove(effect.id)
            if answers[effect.id] != nil { nudge() }  // It came while this pass was ending.
        }
        do {
            let order = try PrintOrder(effect)
            let key = effect.id.rawValue
            let stored = try await data.printJobs.load(PrintJob.self, key: key)
            let job =
                stored ?? PrintJob(id: effect.tenancy, document: order.number, copy: order.copy)
            try await data.effects.begin(effect.id, at: clock())
            var first = answers.removeValue(forKey: effect.id) ?? .restarted
            // What failed before the spooler had it goes on from where it stood.
            if first == .printAgain, job.state != .failed { first = .restarted }
            var pass = PrintPass(
                job: job, effect: effect.id, order: order, queue: self, spooler: spooler)
            try await pass.run(from: first)
        } catch is CancellationError {
        } catch {
            await giveUp(effect, Fault(error))
        }
    }

    /// Nothing more can be done without a person.
    private func giveUp(_ effect: EffectRecord, _ fault: Fault) async {
        logger.error("not printed", metadata: ["code": "\(fault.code)"])
        do {
            let order = try PrintOrder(effect)
            try await ask(
                fault, [.redo, .cancel],
                about: .paper(effect.tenancy, number: order.number, copy: order.copy),
                holding: effect.id)
            await show(.delayed(fault), order, of: effect.tenancy)
        } catch {
            // The data folder itself does not work; the row stays and is taken up at the start.
            logger.error("clerk not told", metadata: ["code": "\(Fault(error).code)"])
        }
    }

    /// Lays a matter before the clerk; the effect rests until he has decided.
    func ask(
        _ fault: Fault, _ remedies: [DeskException.Remedy], about subject: DeskException.Subject,
        holding effect: Identifier<EffectRecord>
    ) async throws {
        let now = clock()
        try await data.effects.fail(effect, fault: fault, at: now)
        try await data.exceptions.raise(
            DeskException(
                id: .make(at: now), subject: subject, fault: fault, remedies: remedies,
                raisedAt: now))
    }

    func show(
        _ paper: Receipt.Paper, _ order: PrintOrder, of tenancy: Identifier<Tenancy>
    ) async {
        papers[order.number] = paper
        await onPaper(tenancy, order, paper)
    }

    /// The pause before the next look.
    func pause() async throws { try await Task.sleep(for: Self.lookUpPause) }
}

extension PrintOrder {
    /// Reads what a print effect carries.
    init(_ effect: EffectRecord) throws {
        self = try JSONDecoder().decode(PrintOrder.self, from: Data(effect.payload))
    }
}

extension EffectKind {
    /// Whether it brings an archived document to paper.
    fileprivate var isPaper: Bool {
        switch self {
        case .printContract, .printSettlement, .printConsent, .printOwnData, .printWithdrawal: true
        case .bookInsurance, .cancelInsurance: false
        }
    }
}

extension Fault {
    static let printDropped = Fault(
        "FD-08", .conflict, tenant: "没有打印，请向前台索取",
        clerk: "工作人员决定不再打印；需要时点“补打”。")
}
