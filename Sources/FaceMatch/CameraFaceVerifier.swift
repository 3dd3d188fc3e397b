import Registry

/// Compares a document's photo with the face before the kiosk's camera.
///
/// The camera is open from ``verify(photo:turns:)`` until its stream ends or is dropped. Frames
/// never leave memory.
public struct CameraFaceVerifier: FaceVerifier {
    private let settings: FaceMatchSettings
    private let engine: FaceEngine

    /// Creates a verifier that shares `engine`, which reads the models on first use; call
    /// ``FaceEngine/load()`` at start so that it has happened.
    public init(settings: FaceMatchSettings, engine: FaceEngine) {
        (self.settings, self.engine) = (settings, engine)
    }

    public func verify(
        photo: Picture, turns: [HeadTurn]
    ) -> AsyncThrowingStream<FaceProgress, any Error> {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: FaceProgress.self)
        // The stream owns the work: whoever drops it ends it.
        let work = Task { [settings, engine] in
            do {
                var visit = FaceVisit(settings: settings, engine: engine, turns: turns)
                try await visit.run(photo: photo) { continuation.yield($0) }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        continuation.onTermination = { _ in work.cancel() }
        return stream
    }

    public func livePicture() async -> [UInt8]? {
        await engine.livePicture()
    }
}
