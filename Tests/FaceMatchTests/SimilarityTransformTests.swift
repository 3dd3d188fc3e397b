import Testing

@testable import FaceMatch

@Suite struct SimilarityTransformTests {
    @Test func `five points are aligned as numpy's least squares align them`() throws {
        let face = DetectedFace(
            score: 1, box: Box(x: 0, y: 0, width: 1, height: 1),
            points: [
                Point(x: 30, y: 40), Point(x: 70, y: 45), Point(x: 52, y: 66),
                Point(x: 35, y: 85), Point(x: 66, y: 88),
            ])
        let found = try #require(face.alignment).matrix
        let wanted = [0.909_932, 0.039_582, 7.418_637, -0.039_582, 0.909_932, 14.940_037]
        for (found, wanted) in zip(found, wanted) { #expect(abs(found - wanted) < 1e-5) }
    }

    @Test func `a turned, scaled and shifted figure is brought back exactly`() throws {
        let figure = [Point(x: 0, y: 0), Point(x: 4, y: 1), Point(x: 2, y: 5)]
        let moved = figure.map { Point(x: -2 * $0.y + 7, y: 2 * $0.x - 3) }
        let back = try #require(SimilarityTransform(from: moved, to: figure))
        for (point, wanted) in zip(moved.map { back($0) }, figure) {
            #expect((point - wanted).length < 1e-9)
        }
    }

    @Test func `points that fall together have no alignment`() {
        let same = [Point](repeating: Point(x: 3, y: 3), count: 5)
        #expect(SimilarityTransform(from: same, to: same) == nil)
        #expect(SimilarityTransform(from: [], to: []) == nil)
        let face = DetectedFace(
            score: 1, box: Box(x: 0, y: 0, width: 0, height: 0), points: same)
        #expect(face.alignment == nil && face.meshAlignment == nil && face.turn == nil)
    }

    @Test(arguments: [(0.0, 0.0), (0.4, 0.0), (0.4, 0.5)])
    func `the turn counts along the line of the eyes`(shift: Double, lean: Double) throws {
        // Eyes 20 apart, the nose 12 below their middle and `shift` half eye distances beside.
        func leaning(_ x: Double, _ y: Double) -> Point { Point(x: x - lean * y, y: y + lean * x) }
        let face = DetectedFace(
            score: 1, box: Box(x: 0, y: 0, width: 40, height: 50),
            points: [leaning(-10, 0), leaning(10, 0), leaning(10 * shift, 12)])
        #expect(abs(try #require(face.turn) - shift) < 1e-9)
    }
}
