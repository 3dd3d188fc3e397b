/// What is kept of a comparison between a document's photo and a live face: figures, no picture.
public struct FaceComparison: Equatable, Sendable, Codable {
    /// What the score says, by the two thresholds.
    public enum Verdict: String, Sendable, Codable {
        /// The same person; goes on unattended.
        case pass
        /// Doubtful; the clerk decides.
        case clerk
        /// Not the same person; the clerk is called.
        case refuse
    }

    /// Median cosine similarity over the frontal frames, -1...1.
    public let score: Double
    /// The score from which on the verdict is ``Verdict/pass``.
    public let passAt: Double
    /// The score below which the verdict is ``Verdict/refuse``.
    public let refuseBelow: Double
    /// Verdict.
    public let verdict: Verdict
    /// SHA-256 of the model files by role, hexadecimal.
    public let models: [String: String]

    /// Applies the thresholds to `score`.
    public init(score: Double, passAt: Double, refuseBelow: Double, models: [String: String]) {
        (self.score, self.passAt, self.refuseBelow) = (score, passAt, refuseBelow)
        self.models = models
        verdict = score >= passAt ? .pass : score < refuseBelow ? .refuse : .clerk
    }
}

/// The way a head is asked to turn, as the visitor himself would say it.
public enum HeadTurn: String, Sendable, Codable, CaseIterable {
    case left, right
}

/// What the visitor is told while his face is looked at.
public enum FacePrompt: Equatable, Sendable, Codable {
    /// The camera is being opened.
    case starting
    /// Nobody, or no whole face, is seen.
    case showFace
    /// A face is seen: look straight ahead.
    case lookStraight
    /// Turn the head.
    case turn(HeadTurn)
    /// Turn back to the front.
    case turnBack
    /// The one thing to change.
    case advice(FaceAdvice)
}

/// The one thing a visitor should change so that his face can be judged.
public enum FaceAdvice: String, Sendable, Codable {
    case comeCloser, stepBack, onePersonOnly
}

/// What a verification reports while it runs.
public enum FaceProgress: Equatable, Sendable {
    /// Tell the visitor this.
    case prompt(FacePrompt)
    /// Done; the last element.
    case finished(FaceComparison)
}

/// Compares a document's photo with the face before the camera.
public protocol FaceVerifier: Sendable {
    /// Opens the camera, asks for the head turns in the order given, compares, closes the camera.
    ///
    /// Live frames stay in memory and are dropped with the stream. Throws a ``UserFacing`` error:
    /// nobody there, no sign of life, camera lost, models missing.
    func verify(photo: Picture, turns: [HeadTurn]) -> AsyncThrowingStream<FaceProgress, any Error>
    /// The newest frame as JPEG while a verification runs, for the visitor's own eyes; then `nil`.
    func livePicture() async -> [UInt8]?
}
