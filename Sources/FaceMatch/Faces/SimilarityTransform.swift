/// A rotation with scale and shift: `x' = a*x - b*y + x0`, `y' = b*x + a*y + y0`.
struct SimilarityTransform: Equatable, Sendable {
    var a: Double
    var b: Double
    var x: Double
    var y: Double

    /// The two rows as OpenCV wants them.
    var matrix: [Double] { [a, -b, x, b, a, y] }

    /// The transform that brings `source` onto `target` with the least sum of squared distances.
    ///
    /// `nil` when the points of `source` fall together.
    init?(from source: [Point], to target: [Point]) {
        let count = Double(min(source.count, target.count))
        guard count >= 2 else { return nil }
        func mean(_ points: [Point]) -> Point {
            let sum = points.reduce(Point(x: 0, y: 0)) { Point(x: $0.x + $1.x, y: $0.y + $1.y) }
            return Point(x: sum.x / count, y: sum.y / count)
        }
        let (sourceMean, targetMean) = (mean(source), mean(target))
        var (along, across, spread) = (0.0, 0.0, 0.0)
        for (point, wanted) in zip(source, target) {
            let (from, to) = (point - sourceMean, wanted - targetMean)
            along += from.x * to.x + from.y * to.y
            across += from.x * to.y - from.y * to.x
            spread += from.x * from.x + from.y * from.y
        }
        guard spread > 1e-6, (along + across).isFinite else { return nil }
        (a, b) = (along / spread, across / spread)
        x = targetMean.x - a * sourceMean.x + b * sourceMean.y
        y = targetMean.y - b * sourceMean.x - a * sourceMean.y
    }

    /// Where the transform puts `point`.
    func callAsFunction(_ point: Point) -> Point {
        Point(x: a * point.x - b * point.y + x, y: b * point.x + a * point.y + y)
    }
}

extension DetectedFace {
    /// SFace's own places of the five points in its 112-pixel input.
    private static let template = [
        Point(x: 38.2946, y: 51.6963), Point(x: 73.5318, y: 51.5014),
        Point(x: 56.0252, y: 71.7366), Point(x: 41.5493, y: 92.3655),
        Point(x: 70.7299, y: 92.2041),
    ]

    /// Brings the face onto SFace's 112-pixel input.
    var alignment: SimilarityTransform? {
        SimilarityTransform(from: points, to: Self.template)
    }

    /// Brings the face upright, with room around it, onto the mesh's 192-pixel input.
    var meshAlignment: SimilarityTransform? {
        let eyes = points[1] - points[0]
        let side = FaceMesh.roomAround * max(box.width, box.height)
        guard eyes.length > 1, side > 1 else { return nil }
        // Two points fix it: the box's centre, and a point beside it along the line of the eyes.
        let beside = Point(
            x: box.centre.x + eyes.x / eyes.length * side / 2,
            y: box.centre.y + eyes.y / eyes.length * side / 2)
        return SimilarityTransform(
            from: [box.centre, beside], to: [Point(x: 96, y: 96), Point(x: 192, y: 96)])
    }
}
