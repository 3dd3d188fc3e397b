import Glibc

/// YuNet's four outputs for one stride: one cell for each square of `stride` pixels, row by row.
///
/// Source: the published network `face_detection_yunet_2023mar`, outputs `cls_`, `obj_`,
/// `bbox_` and `kps_`.
struct FeatureMap: Sendable {
    static let strides = [8, 16, 32]

    var stride: Int
    /// Cells a row.
    var columns: Int
    /// Is it a face: one number a cell, 0...1.
    var classes: [Float]
    /// Is it anything: one number a cell, 0...1.
    var objects: [Float]
    /// Centre's offset in cells, then the logarithm of the size in cells: four numbers a cell.
    var boxes: [Float]
    /// Five points' offsets in cells: ten numbers a cell.
    var points: [Float]

    /// Every cell whose score is at least `scoreMin`, in pixels of the network's input.
    ///
    /// Cells beyond the shortest of the four arrays and cells with a number that is not finite
    /// are left out.
    func candidates(scoreMin: Double) -> [DetectedFace] {
        guard columns > 0 else { return [] }
        let cells = min(
            min(classes.count, objects.count), min(boxes.count / 4, points.count / 10))
        // The square root is for the few that pass.
        let productMin = Float(scoreMin * scoreMin)
        var found: [DetectedFace] = []
        for cell in 0..<cells {
            let product = classes[cell] * objects[cell]
            guard product >= productMin, let face = face(at: cell, product: Double(product))
            else { continue }
            found.append(face)
        }
        return found
    }

    private func face(at cell: Int, product: Double) -> DetectedFace? {
        let (column, row) = (Double(cell % columns), Double(cell / columns))
        let box = boxes[4 * cell..<4 * cell + 4].map(Double.init)
        let offsets = points[10 * cell..<10 * cell + 10].map(Double.init)
        // e^6 cells of 32 pixels are larger than any input.
        guard product.isFinite, (box + offsets).allSatisfy(\.isFinite), max(box[2], box[3]) < 6
        else { return nil }
        let size = Double(stride)
        let (width, height) = (exp(box[2]) * size, exp(box[3]) * size)
        return DetectedFace(
            score: product.squareRoot(),
            box: Box(
                x: (column + box[0]) * size - width / 2, y: (row + box[1]) * size - height / 2,
                width: width, height: height),
            points: (0..<5).map {
                Point(
                    x: (column + offsets[2 * $0]) * size, y: (row + offsets[2 * $0 + 1]) * size)
            })
    }
}
