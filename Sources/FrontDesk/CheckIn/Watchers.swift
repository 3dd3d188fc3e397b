/// Those who follow a value: each gets the present one, then every change. A slow one misses
/// values in between, never the newest.
struct Watchers<Value: Sendable> {
    private var continuations: [AsyncStream<Value>.Continuation] = []

    /// A stream that begins with `present`.
    mutating func follow(from present: Value) -> AsyncStream<Value> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Value.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield(present)
        continuations.append(continuation)
        return stream
    }

    /// Tells all; those who are gone are dropped.
    mutating func send(_ value: Value) {
        continuations.removeAll {
            if case .terminated = $0.yield(value) { true } else { false }
        }
    }
}
