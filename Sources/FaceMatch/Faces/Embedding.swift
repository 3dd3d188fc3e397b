/// SFace's 128 numbers for one face, of length 1: faces of one person point the same way.
public struct Embedding: Equatable, Sendable {
    let numbers: [Float]

    /// Takes numbers whose squares add up to 1.
    public init(_ numbers: [Float]) { self.numbers = numbers }

    /// Cosine of the angle to `other`, -1...1.
    public func similarity(to other: Embedding) -> Double {
        Double(zip(numbers, other.numbers).reduce(0) { $0 + $1.0 * $1.1 })
    }
}
