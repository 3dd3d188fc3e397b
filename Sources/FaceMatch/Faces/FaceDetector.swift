/// Turns YuNet's feature maps into faces.
///
/// The points of the best cell alone jitter by up to .09 of ``DetectedFace/turn`` when a picture
/// moves by pixels; the mean over all cells that see the same face halves that, and only so is
/// the turn of a head measured at all (measured on one portrait, 20 shifts).
enum FaceDetector {
    /// The one input width, in pixels: other widths shift the turn by up to .2.
    static let inputWidth = 320
    /// A face's least score.
    static let faceScoreMin = 0.6
    /// Least score of a cell that has a say in a face's points.
    static let cellScoreMin = 0.35
    /// Two boxes that overlap more are the same face.
    static let sameFaceOverlap = 0.3
    /// Cells that overlap a face's box this much have a say in its points.
    static let cellOverlapMin = 0.6
    /// Most cells looked at: a picture full of faces costs no more.
    static let cellsMax = 300

    /// The faces of one picture in its own pixels, largest first. `scale`: pixels of the input
    /// for one of the picture; `border`: pixels that were put around the picture.
    static func faces(in maps: [FeatureMap], scale: Double, border: Int) -> [DetectedFace] {
        let cells = maps.flatMap { $0.candidates(scoreMin: cellScoreMin) }
            .sorted { $0.score > $1.score }.prefix(cellsMax)
        var faces: [DetectedFace] = []
        for cell in cells where cell.score >= faceScoreMin {
            if faces.contains(where: { $0.box.overlap(with: cell.box) > sameFaceOverlap }) {
                continue
            }
            faces.append(cell)
        }
        return faces.map { averaged($0, over: cells) }
            .map { $0.moved(scale: 1 / scale, by: -Double(border)) }
            .sorted { $0.box.area > $1.box.area }
    }

    /// `face` with its points' mean, weighted by the square of the score.
    private static func averaged(
        _ face: DetectedFace, over cells: ArraySlice<DetectedFace>
    ) -> DetectedFace {
        var weights = 0.0
        var sums = [Point](repeating: Point(x: 0, y: 0), count: face.points.count)
        for cell in cells where cell.box.overlap(with: face.box) >= cellOverlapMin {
            let weight = cell.score * cell.score
            weights += weight
            for (index, point) in cell.points.enumerated() {
                sums[index].x += weight * point.x
                sums[index].y += weight * point.y
            }
        }
        guard weights > 0 else { return face }
        var result = face
        result.points = sums.map { Point(x: $0.x / weights, y: $0.y / weights) }
        return result
    }
}

extension DetectedFace {
    /// The face in another picture's pixels: scaled, then moved alike in both directions.
    fileprivate func moved(scale: Double, by offset: Double) -> DetectedFace {
        DetectedFace(
            score: score,
            box: Box(
                x: box.x * scale + offset, y: box.y * scale + offset,
                width: box.width * scale, height: box.height * scale),
            points: points.map { Point(x: $0.x * scale + offset, y: $0.y * scale + offset) })
    }
}
