import Dispatch

/// Runs an actor on a thread of its own, so that a blocking C call holds up nobody else.
///
/// The cooperative pool has one thread per core; two blocked drivers would stop a 2-core kiosk.
/// Dispatch's `DispatchSerialQueue` is an executor on Apple systems only, hence this type.
public final class BlockingExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// Creates an executor whose queue is named `label` in debuggers.
    public init(label: String) {
        queue = DispatchQueue(label: label)
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    public func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
