import Dispatch
import Synchronization

/// Runs blocking calls that cannot be cancelled, each on a thread of its own, and stops waiting
/// for those that last too long.
///
/// An abandoned call keeps its thread until the device lets go; then it ends by itself and its
/// result is dropped. Only a few may hang at a time: after that, calls are given up at once.
final class AbandonableCalls: Sendable {
    private static let hangingMax = 4

    private let label: String
    private let hanging = Mutex(0)

    /// Creates a set of calls whose threads are named `label` in debuggers.
    init(label: String) { self.label = label }

    /// The result of `work`; `nil` when it did not come within `limit`.
    func run<Result: Sendable>(
        within limit: Duration, _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result? {
        guard hanging.withLock({ $0 < Self.hangingMax }) else { return nil }
        let answer = OneAnswer<Result?>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                answer.expect(continuation)
                DispatchQueue(label: label).async {
                    self.hanging.withLock { $0 += 1 }
                    defer { self.hanging.withLock { $0 -= 1 } }
                    answer.give(.init { try work() })
                }
                let (seconds, attoseconds) = limit.components
                let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
                DispatchQueue.global().asyncAfter(
                    deadline: .now() + .milliseconds(Int(milliseconds))
                ) { answer.give(.success(nil)) }
            }
        } onCancel: {
            answer.give(.failure(CancellationError()))
        }
    }
}

/// A continuation that is resumed by whoever comes first.
private final class OneAnswer<Value: Sendable>: Sendable {
    private enum State {
        case nobodyWaits
        case waiting(CheckedContinuation<Value, any Error>)
        case early(Result<Value, any Error>)
        case given
    }
    private let state = Mutex(State.nobodyWaits)

    func expect(_ continuation: CheckedContinuation<Value, any Error>) {
        let early: Result<Value, any Error>? = state.withLock {
            if case .early(let result) = $0 {
                $0 = .given
                return result
            }
            $0 = .waiting(continuation)
            return nil
        }
        if let early { continuation.resume(with: early) }
    }

    func give(_ result: Result<Value, any Error>) {
        let continuation: CheckedContinuation<Value, any Error>? = state.withLock {
            switch $0 {
            case .nobodyWaits: $0 = .early(result)
            case .waiting(let continuation):
                $0 = .given
                return continuation
            case .early, .given: break
            }
            return nil
        }
        continuation?.resume(with: result)
    }
}
