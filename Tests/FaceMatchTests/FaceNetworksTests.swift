import Registry
import Testing

@testable import FaceMatch

/// Figures of the two portraits, computed once by another program: numpy's own decoding of
/// YuNet's outputs, numpy's `lstsq` for the alignment, `cv2.FaceRecognizerSF` (OpenCV 4.11) for
/// the embedding, from the same model files, input 320 wide.
@Suite struct FaceNetworksTests {
    private let networks: FaceNetworks

    init() throws {
        networks = try FaceNetworks(FaceModels(folder: Files.models))
    }

    @Test func `the detector finds the face where numpy finds it`() throws {
        let picture = try NativePicture(file: Files.tenant())
        let faces = try networks.facesOfStill(picture)
        #expect(faces.count == 1)
        let face = try #require(faces.first)
        #expect(abs(face.score - 0.9378) < 0.002)
        let box = [face.box.x, face.box.y, face.box.width, face.box.height]
        for (found, wanted) in zip(box, [179.05, 62.35, 90.34, 112.56]) {
            #expect(abs(found - wanted) < 0.5)
        }
        let points = face.points.flatMap { [$0.x, $0.y] }
        let wanted = [
            201.79, 102.49, 245.72, 102.88, 221.75, 125.46, 203.82, 144.28, 241.01, 143.93,
        ]
        for (found, wanted) in zip(points, wanted) { #expect(abs(found - wanted) < 0.5) }
    }

    @Test func `the embedding is that of OpenCV's own recognizer`() throws {
        let wanted: [Float] = [-0.0093, -0.1373, 0.11, 0.1345]
        let embedding = try embedding(of: Files.tenant())
        for (found, wanted) in zip(embedding.numbers, wanted) {
            #expect(abs(found - wanted) < 0.01)
        }
        #expect(abs(embedding.similarity(to: embedding) - 1) < 1e-4)
        let other = try self.embedding(of: Files.other())
        #expect(abs(embedding.similarity(to: other) - 0.137) < 0.02)
    }

    @Test func `the mesh sees a straight look as nearly straight`() throws {
        let picture = try NativePicture(file: Files.other())
        let observation = try networks.observe(picture, wantsEmbedding: { _ in false })
        let look = try #require(observation.look)
        #expect(observation.faces == 1 && look.embedding == nil)
        #expect(abs(look.meshTurn) < 0.1 && abs(look.turn) < 0.1)
    }

    @Test func `an empty picture shows nobody`() throws {
        let grey = [UInt8](repeating: 90, count: 640 * 480 * 3)
        let picture = try #require(Picture(width: 640, height: 480, pixels: grey))
        let frame = try NativePicture(picture)
        #expect(try networks.observe(frame, wantsEmbedding: { _ in true }) == FaceObservation())
    }

    @Test(arguments: [(1, 1), (1, 5_000), (5_000, 1), (3, 2), (1_000_000, 1)])
    func `a picture of odd shape shows nobody`(width: Int, height: Int) throws {
        let pixels = [UInt8](repeating: 200, count: width * height * 3)
        let picture = try #require(Picture(width: width, height: height, pixels: pixels))
        #expect(try networks.facesOfStill(NativePicture(picture)).isEmpty)
    }

    private func embedding(of file: [UInt8]) throws -> Embedding {
        let picture = try NativePicture(file: file)
        let face = try #require(try networks.facesOfStill(picture).first)
        return try #require(try networks.embedding(of: face, in: picture))
    }
}
