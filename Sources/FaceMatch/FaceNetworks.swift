import Registry

/// The three networks together: from a picture to its faces, from a face to its figures.
final class FaceNetworks {
    /// Widest picture that is taken for a card's photo, in pixels.
    private static let cardWidthMax = 128

    private let detector: NativeNetwork
    private let embedder: NativeNetwork
    private let mesher: NativeNetwork

    init(_ models: FaceModels) throws(FaceMatchError) {
        detector = try NativeNetwork(onnx: models[.detector])
        embedder = try NativeNetwork(onnx: models[.embedder])
        mesher = try NativeNetwork(onnx: models[.mesh])
    }

    /// Runs each network once over a grey picture: the first run is several times slower, and a
    /// later one overwrites the face that its layers still hold. About 60 ms.
    func runOverGrey() throws(FaceMatchError) {
        let (width, height) = (640, 480)
        let grey = [UInt8](repeating: 128, count: width * height * 3)
        guard let picture = Picture(width: width, height: height, pixels: grey) else { return }
        let frame = try NativePicture(picture)
        _ = try faces(in: frame, border: 0)
        let identity = SimilarityTransform(
            from: [Point(x: 0, y: 0), Point(x: 1, y: 0)],
            to: [Point(x: 0, y: 0), Point(x: 1, y: 0)])
        guard let identity else { return }
        _ = try embedder.embedding(of: frame, alignment: identity)
        _ = try mesher.mesh(of: frame, alignment: identity)
    }

    /// The faces of a camera's frame, largest first.
    func faces(in frame: NativePicture, border: Int) throws(FaceMatchError) -> [DetectedFace] {
        let (maps, scale) = try detector.featureMaps(
            of: frame, border: border, width: FaceDetector.inputWidth)
        return FaceDetector.faces(in: maps, scale: scale, border: border)
    }

    /// The faces of a document's photo or a picture file, the one it was taken of first.
    ///
    /// On a card's photo, 102 pixels wide, the face fills the picture: a border of a fifth of
    /// the width gives the detector the surroundings it was trained with. Other pictures lose by
    /// a border (LFW, 500 pairs: 95 instead of 99 % recognized), so they get one only when no
    /// face is found without.
    func facesOfStill(_ picture: NativePicture) throws(FaceMatchError) -> [DetectedFace] {
        let border = max(1, picture.width / 5)
        let isSmall = picture.width <= Self.cardWidthMax
        var found = try faces(in: picture, border: isSmall ? border : 0)
        if found.isEmpty, !isSmall { found = try faces(in: picture, border: border) }
        let middle = Point(x: Double(picture.width) / 2, y: Double(picture.height) / 2)
        return found.sorted { $0.prominence(from: middle) > $1.prominence(from: middle) }
    }

    func embedding(
        of face: DetectedFace, in picture: NativePicture
    ) throws(FaceMatchError) -> Embedding? {
        guard let alignment = face.alignment else { return nil }
        return try embedder.embedding(of: picture, alignment: alignment)
    }

    /// Measures a camera's frame: about 15 ms, with the embedding about 45 ms.
    func observe(
        _ frame: NativePicture, wantsEmbedding: (FaceLook) -> Bool
    ) throws(FaceMatchError) -> FaceObservation {
        let faces = try faces(in: frame, border: 0)
        guard let face = faces.first else { return FaceObservation() }
        // Someone far behind the visitor is no second visitor.
        let count = faces.count { $0.box.width * 2 >= face.box.width }
        guard count == 1, let turn = face.turn, let alignment = face.meshAlignment,
            let meshTurn = try mesher.mesh(of: frame, alignment: alignment).turn
        else { return FaceObservation(faces: count) }
        let width = Double(frame.width)
        var look = FaceLook(
            score: face.score, x: face.box.centre.x / width, y: face.box.centre.y / width,
            width: face.box.width / width, turn: turn, meshTurn: meshTurn)
        if wantsEmbedding(look) { look.embedding = try embedding(of: face, in: frame) }
        return FaceObservation(faces: 1, look: look)
    }
}
