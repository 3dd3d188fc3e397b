import DeviceSupport
import Printing
import Registry
import Storage

/// One job on its way: does what the job asks for, feeds the outcome back, until the sheet is out
/// or a person is asked.
struct PrintPass {
    var job: PrintJob
    let effect: Identifier<EffectRecord>
    let order: PrintOrder
    let queue: PrintQueue
    let spooler: any Spooler
    private var backoff = Backoff()

    init(
        job: PrintJob, effect: Identifier<EffectRecord>, order: PrintOrder, queue: PrintQueue,
        spooler: any Spooler
    ) {
        (self.job, self.effect, self.order) = (job, effect, order)
        (self.queue, self.spooler) = (queue, spooler)
    }

    mutating func run(from first: PrintEvent) async throws {
        var events = [first]
        while !events.isEmpty {
            for action in job.handle(events.removeFirst()) {
                if let event = try await carryOut(action) { events.append(event) }
            }
        }
        if job.isFinished {
            try await queue.data.effects.finish(effect, at: queue.clock())
            await queue.show(.printed, order, of: job.id)
        }
    }

    /// - Returns: what came of it, where something does.
    private mutating func carryOut(_ action: PrintAction) async throws -> PrintEvent? {
        switch action {
        case .save:
            try await queue.data.printJobs.save(
                job, key: effect.rawValue, isFinished: job.isFinished, at: queue.clock())
            if job.state == .printed { await queue.show(.printed, order, of: job.id) }
        case .begin:
            return .begin
        case .beginLater:
            try await Task.sleep(for: backoff.failed())
            return .begin
        case .submit(let name):
            return try await submit(name)
        case .lookUp:
            return await lookUp()
        case .lookUpLater:
            try await queue.pause()
            return await lookUp()
        case .cancel(let name):
            try? await spooler.cancel(named: name)  // A job that is gone need not be cancelled.
        case .purge(let name):
            return await purge(name)
        case .show(let fault):
            await queue.show(
                fault.map(Receipt.Paper.delayed) ?? .printing, order, of: job.id)
        case .ask(let fault):
            try await ask(fault)
        }
        return nil
    }

    private func submit(_ name: String) async throws -> PrintEvent {
        let document = try await queue.data.archive.document(order.document)
        do {
            return .submitted(try await spooler.submit(document: document, name: name))
        } catch let error as PrintingError {
            return .submissionFailed(
                error.fault, nothingWasSubmitted: error.nothingWasSubmitted)
        }
    }

    /// A copy that stays behind is purged by the pass after the next start.
    private func purge(_ name: String) async -> PrintEvent? {
        do {
            try await spooler.purge(named: name)
            return .purged
        } catch {
            return nil
        }
    }

    private func lookUp() async -> PrintEvent {
        do {
            guard let found = try await spooler.job(named: job.name) else { return .notFound }
            return .found(found)
        } catch {
            return .lookUpFailed(Fault(error))
        }
    }

    /// His answer begins a new pass.
    private func ask(_ fault: Fault) async throws {
        let remedies: [DeskException.Remedy] =
            job.state == .unknown ? [.paperCame, .redo, .cancel] : [.redo, .cancel]
        try await queue.ask(
            fault, remedies,
            about: .paper(job.id, number: order.number, copy: job.copy), holding: effect)
        await queue.show(.delayed(fault), order, of: job.id)
    }
}
