import Testing

@testable import FaceMatch

@Suite struct FaceDetectorTests {
    /// One cell of stride 8 in a row of four; the numbers below are worked out by hand.
    private func map(cell: Int, score: Float, box: [Float], columns: Int = 4) -> FeatureMap {
        var map = FeatureMap(
            stride: 8, columns: columns, classes: .init(repeating: 0, count: 8),
            objects: .init(repeating: 1, count: 8), boxes: .init(repeating: 0, count: 32),
            points: .init(repeating: 0, count: 80))
        map.classes[cell] = score * score
        map.boxes.replaceSubrange(4 * cell..<4 * cell + 4, with: box)
        for index in 0..<10 { map.points[10 * cell + index] = Float(index) / 4 }
        return map
    }

    @Test func `a cell becomes a box and five points`() throws {
        // Cell 6 = column 2, row 1. Centre (2.5, 1.25) * 8, size (e^0, e^1) * 8.
        let maps = [map(cell: 6, score: 0.9, box: [0.5, 0.25, 0, 1])]
        let face = try #require(FaceDetector.faces(in: maps, scale: 0.5, border: 4).first)
        #expect(abs(face.score - 0.9) < 1e-6)
        #expect(abs(face.box.x - (16 * 2 - 4)) < 1e-5)
        #expect(abs(face.box.y - ((10 - 10.873_127) * 2 - 4)) < 1e-5)
        #expect(abs(face.box.width - 16) < 1e-5)
        #expect(abs(face.box.height - 43.492_509) < 1e-5)
        // Point 1 = offsets (.5, .75): (2.5, 1.75) * 8 = (20, 14) in the input.
        #expect(abs(face.points[1].x - 36) < 1e-5 && abs(face.points[1].y - 24) < 1e-5)
    }

    @Test func `points are the mean of the cells that see the same face, by score squared`() throws
    {
        var maps = [map(cell: 5, score: 0.9, box: [0, 0, 1, 1])]
        // The neighbour's box is shifted to the same place; its points stay one cell to the right.
        maps[0].classes[6] = 0.45 * 0.45
        maps[0].boxes.replaceSubrange(24..<28, with: [-1, 0, 1, 1])
        maps[0].points.replaceSubrange(60..<70, with: maps[0].points[50..<60])
        let face = try #require(FaceDetector.faces(in: maps, scale: 1, border: 0).first)
        // Weights .81 and .2025: a fifth of one cell of 8 pixels.
        #expect(abs(face.points[0].x - (8 + 8 * 0.2)) < 1e-4)
    }

    @Test func `two cells of one face are one face, far ones are two`() {
        var near = map(cell: 5, score: 0.9, box: [0, 0, 1, 1])
        near.classes[6] = 0.8 * 0.8
        near.boxes.replaceSubrange(24..<28, with: [-0.9, 0, 1, 1])
        #expect(FaceDetector.faces(in: [near], scale: 1, border: 0).count == 1)
        near.boxes.replaceSubrange(24..<28, with: [3, 0, 1, 1])
        #expect(FaceDetector.faces(in: [near], scale: 1, border: 0).count == 2)
    }

    @Test func `a picture is about the face in its middle, not about a larger one at its edge`() {
        func face(_ x: Double, _ width: Double) -> DetectedFace {
            DetectedFace(
                score: 1, box: Box(x: x, y: 40, width: width, height: width), points: [])
        }
        let middle = Point(x: 75, y: 75)
        #expect(face(40, 70).prominence(from: middle) > face(100, 80).prominence(from: middle))
        #expect(face(30, 90).prominence(from: middle) > face(60, 30).prominence(from: middle))
    }

    @Test func `an unsure cell alone is no face`() {
        let maps = [map(cell: 5, score: 0.5, box: [0, 0, 1, 1])]
        #expect(FaceDetector.faces(in: maps, scale: 1, border: 0).isEmpty)
    }

    @Test(arguments: [Float.nan, .infinity, 60, -.infinity])
    func `numbers out of any measure are no face`(number: Float) {
        let maps = [map(cell: 5, score: 0.9, box: [number, 0, number, 1])]
        #expect(FaceDetector.faces(in: maps, scale: 1, border: 0).isEmpty)
    }

    @Test func `outputs of wrong lengths do not crash the decoder`() {
        var short = map(cell: 5, score: 0.9, box: [0, 0, 1, 1])
        short.points.removeLast(61)
        #expect(FaceDetector.faces(in: [short], scale: 1, border: 0).isEmpty)
        short.columns = 0
        #expect(FaceDetector.faces(in: [short], scale: 1, border: 0).isEmpty)
    }

    @Test func `random outputs do not crash the decoder and cost no more than a bound`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(seed: seed)
        for _ in 0..<5 {
            func random(_ count: Int) -> [Float] {
                (0..<count).map { _ in Float.random(in: -1...1, using: &numbers) * 3 }
            }
            let map = FeatureMap(
                stride: 8, columns: 40, classes: random(1_280), objects: random(1_280),
                boxes: random(5_120), points: random(12_800))
            let faces = FaceDetector.faces(in: [map], scale: 1, border: 0)
            #expect(faces.count <= FaceDetector.cellsMax, "seed \(seed)")
        }
    }
}
