import Foundation

/// `make bench`: what the design promises in figures, measured on this machine.
@main struct Bench {
    static func main() async {
        do {
            let figures = try await StorageFigures.measure()
            for figure in figures { print(figure.line) }
            guard figures.allSatisfy(\.isReached) else { exit(1) }
        } catch {
            print("bench: \(error)")
            exit(1)
        }
    }
}

/// One figure beside what was promised.
struct Figure {
    let name: String
    let value: Double
    let unit: String
    /// What the value may be at most, or where `isFloor` must be at least.
    let target: Double
    var isFloor = false
    /// How it was measured, in a few words.
    let how: String

    var isReached: Bool { isFloor ? value >= target : value <= target }

    var line: String {
        let number = String(format: value < 100 ? "%.2f" : "%.0f", value)
        let bound = String(format: "%@ %.0f", isFloor ? ">=" : "<=", target)
        return "\(isReached ? "reached" : "MISSED ") \(name): \(number) \(unit) (\(bound); \(how))"
    }
}

/// How long something took, and what of many such times is quoted.
struct Times {
    private var milliseconds: [Double] = []

    mutating func measure<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        let start = ContinuousClock.now
        let value = try await body()
        add(ContinuousClock.now - start)
        return value
    }

    mutating func measure<Value>(_ body: () throws -> Value) rethrows -> Value {
        let start = ContinuousClock.now
        let value = try body()
        add(ContinuousClock.now - start)
        return value
    }

    private mutating func add(_ time: Duration) {
        let (seconds, attoseconds) = time.components
        milliseconds.append(Double(seconds) * 1_000 + Double(attoseconds) / 1e15)
    }

    var median: Double { quantile(0.5) }

    func quantile(_ share: Double) -> Double {
        let sorted = milliseconds.sorted()
        guard !sorted.isEmpty else { return 0 }
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}
