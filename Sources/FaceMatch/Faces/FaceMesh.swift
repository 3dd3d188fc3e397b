/// The 468-point face mesh over one face, in pixels of its 192-pixel input.
struct FaceMesh: Equatable, Sendable {
    /// Side of the square that is cut out, in longer sides of the detector's box.
    static let roomAround = 1.5
    /// Below this the points mean nothing.
    static let presenceMin = 0.5

    /// x, y, z of each point.
    let numbers: [Float]
    /// How surely it is a face, 0...1.
    let presence: Double

    /// How far the tip of the nose stands beside the middle of the face's two edges, in widths
    /// of the face; positive towards the picture's right.
    ///
    /// A bent or creased photo moves this far less than a head does. `nil` when no face is seen.
    var turn: Double? {
        guard presence >= Self.presenceMin, numbers.count >= 3 * 468 else { return nil }
        let (nose, left, right) = (point(1), point(234), point(454))
        let width = (right - left).length
        guard width > 1 else { return nil }
        return (nose.x - (left.x + right.x) / 2) / width
    }

    private func point(_ index: Int) -> Point {
        Point(x: Double(numbers[3 * index]), y: Double(numbers[3 * index + 1]))
    }
}
