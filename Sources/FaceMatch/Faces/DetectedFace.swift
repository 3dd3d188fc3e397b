/// One face as YuNet sees it: box, score and five points, in the picture's pixels.
struct DetectedFace: Equatable, Sendable {
    /// How surely it is a face, 0...1.
    var score: Double
    var box: Box
    /// As seen in the picture, left before right: eyes, tip of the nose, corners of the mouth.
    var points: [Point]

    /// How much the picture is about this face: large, and near its `middle`.
    func prominence(from middle: Point) -> Double {
        let distance = (box.centre - middle).length
        return box.area - 2 * distance * distance
    }

    private var eyeMiddle: Point { .middle(points[0], points[1]) }
    var eyeDistance: Double { (points[1] - points[0]).length }

    /// How far the tip of the nose stands beside the middle of the eyes, in half eye distances,
    /// along the line of the eyes; positive towards the picture's right.
    ///
    /// About 0 for a straight look. `nil` when the eyes fall together.
    var turn: Double? {
        let eyes = points[1] - points[0]
        guard eyes.length > 1 else { return nil }
        // Along the eyes' own line, so that a head held aslant still looks straight ahead.
        let nose = points[2] - eyeMiddle
        return 2 * (nose.x * eyes.x + nose.y * eyes.y) / (eyes.length * eyes.length)
    }
}
