import DeviceSupport
import Registry

/// The models and the camera, on a thread of their own: OpenCV's calls block.
///
/// Frames live in this actor only, as OpenCV's own memory, and go with the visit they belong to.
public actor FaceEngine {
    /// What a look at the camera brought.
    enum Sight: Sendable {
        case frame(FaceObservation)
        case waiting, missing, lost
    }

    /// An open camera and its newest frame.
    private struct Visit {
        let number: Int
        let camera: NativeCamera
        var frameNumber: UInt64 = 0
        var frame: NativePicture?
    }

    private let settings: FaceMatchSettings
    private var networks: FaceNetworks?
    private var visit: Visit?
    private var visits = 0
    private let executor = BlockingExecutor(label: "face-match")
    nonisolated public var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Creates an engine; nothing is read or opened yet.
    public init(settings: FaceMatchSettings) { self.settings = settings }

    /// Reads the models and runs each once, so that the first visitor waits for nothing.
    ///
    /// About 0.6 s; nothing when it was done before. May be tried again after a failure.
    ///
    /// - Throws: ``FaceMatchError/modelMissing(_:)``, ``FaceMatchError/modelDiffers(_:)``,
    ///   ``FaceMatchError/engine(_:)``.
    public func load() throws(FaceMatchError) {
        _ = try loaded()
    }

    /// Compares the main faces of two picture files: JPEG, PNG or JPEG 2000.
    ///
    /// - Throws: ``FaceMatchError/notAPicture``, ``FaceMatchError/pictureTooLarge`` and the
    ///   models' errors.
    public func compare(_ a: [UInt8], _ b: [UInt8]) throws(FaceMatchError) -> PictureComparison {
        let networks = try loaded()
        let start = ContinuousClock.now
        var faces: [Int] = []
        var embeddings: [Embedding] = []
        for file in [a, b] {
            let picture = try NativePicture(file: file)
            let found = try networks.facesOfStill(picture)
            faces.append(found.count)
            if let face = found.first, let embedding = try networks.embedding(of: face, in: picture)
            {
                embeddings.append(embedding)
            }
        }
        let time = ContinuousClock.now - start
        return PictureComparison(
            score: embeddings.count == 2 ? embeddings[0].similarity(to: embeddings[1]) : nil,
            faces: faces, duration: time)
    }

    /// The face on a document's photo.
    func embedding(ofPhoto photo: Picture) throws(FaceMatchError) -> Embedding {
        let networks = try loaded()
        let picture = try NativePicture(photo)
        guard let face = try networks.facesOfStill(picture).first,
            let embedding = try networks.embedding(of: face, in: picture)
        else { throw .noFaceInPhoto }
        return embedding
    }

    /// Begins to open the camera, for a new visit or again in the same one; returns at once.
    ///
    /// - Returns: the visit's number; whoever held an earlier one finds it ended.
    func openCamera() throws(FaceMatchError) -> Int {
        visit = nil
        visits += 1
        let camera = try NativeCamera(
            source: settings.camera, silenceMax: settings.cameraSilence)
        visit = Visit(number: visits, camera: camera)
        return visits
    }

    /// Lets the camera go, if the visit is still the present one, and everything of the face.
    func closeCamera(of number: Int) {
        guard visit?.number == number else { return }
        visit = nil
        try? networks?.runOverGrey()
    }

    /// Waits up to 0.1 s for the next frame and measures the face in it; `wantsEmbedding` is
    /// asked only when there is one.
    func look(
        in number: Int, wantsEmbedding: @Sendable (FaceLook) -> Bool
    ) throws -> Sight {
        guard var visit, visit.number == number else { throw CancellationError() }
        let networks = try loaded()
        switch visit.camera.look(after: visit.frameNumber, within: .milliseconds(100)) {
        case .waiting: return .waiting
        case .missing: return .missing
        case .lost: return .lost
        case .frame(let frame, let frameNumber):
            (visit.frame, visit.frameNumber) = (frame, frameNumber)
            self.visit = visit
            return .frame(try networks.observe(frame, wantsEmbedding: wantsEmbedding))
        }
    }

    /// The newest frame as JPEG of at most 640 columns, mirrored; `nil` without a visit.
    func livePicture() -> [UInt8]? {
        try? visit?.frame?.jpeg(widthMax: 640, mirrored: true, quality: 80)
    }

    private func loaded() throws(FaceMatchError) -> FaceNetworks {
        if let networks { return networks }
        let networks = try FaceNetworks(FaceModels(folder: settings.models))
        try networks.runOverGrey()
        self.networks = networks
        return networks
    }
}

/// What comparing two pictures gave.
public struct PictureComparison: Equatable, Sendable {
    /// Cosine of the main faces, -1...1; `nil` when a picture shows none.
    public let score: Double?
    /// Faces found in either picture.
    public let faces: [Int]
    /// Decoding, detection and both embeddings, without loading the models.
    public let duration: Duration
}
