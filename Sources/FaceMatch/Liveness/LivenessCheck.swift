import Registry

/// Whether a living head is before the camera, as a value: no clock, no camera.
///
/// First a straight look, whose median is the baseline; then the turns that were asked, in
/// order, the head straight again between two. A face that jumps or goes away begins it anew.
public struct LivenessCheck: Equatable, Sendable {
    /// What to do now.
    public enum Step: Equatable, Sendable {
        /// Tell the visitor this.
        case prompt(FacePrompt)
        /// Every turn was seen.
        case passed
        /// The check is over without.
        case failed(FaceMatchError)
    }

    enum Phase: Equatable, Sendable {
        case frontal
        /// Turn number `turn` is asked; frames running that showed it, or the opposite.
        case turning(turn: Int, seen: Int, opposite: Int)
        /// Turn number `turn` was seen; frames running that were straight again.
        case returning(turn: Int, seen: Int)
        case over(Step)
    }

    let turns: [HeadTurn]
    let limits: LivenessLimits
    var phase = Phase.frontal
    var deadline: Duration
    var restarts = 0
    /// The last clear face and when it was seen.
    var last: FaceLook?
    var lastAt: Duration
    /// The straight looks, each with its embedding; whole when the baseline stands.
    public internal(set) var frontals: [FaceLook] = []

    /// Begins a check at `start`, on whatever clock later frames are timed by; `turns` are asked
    /// in their order.
    public init(turns: [HeadTurn], limits: LivenessLimits, at start: Duration) {
        (self.turns, self.limits) = (turns, limits)
        (deadline, lastAt) = (start + limits.face, start)
    }

    /// The baseline stands: ``frontals`` may be compared with the document's photo.
    public var hasBaseline: Bool { frontals.count >= LivenessRule.frontalFrames }

    /// Whether `look` must carry its embedding to count.
    public func wantsEmbedding(of look: FaceLook) -> Bool {
        switch phase {
        case .frontal: look.isFrontal
        case .turning(let turn, _, _): change(of: look).shows(turns[turn])
        case .returning, .over: false
        }
    }

    /// How far `look` is from the baseline.
    func change(of look: FaceLook) -> HeadChange {
        HeadChange(
            turn: look.turn - frontals.map(\.turn).median,
            mesh: look.meshTurn - frontals.map(\.meshTurn).median)
    }
}

/// How far a head has moved from its straight look; positive towards the frame's right.
struct HeadChange: Equatable {
    var turn: Double
    var mesh: Double

    /// Both figures say that the head is turned as asked.
    func shows(_ asked: HeadTurn) -> Bool {
        // The person's own left is the right of a frame that is not mirrored.
        let sign = asked == .left ? 1.0 : -1.0
        return sign * turn >= LivenessRule.turnMin && sign * mesh >= LivenessRule.meshTurnMin
    }

    /// The head is straight again.
    var isBack: Bool {
        abs(turn) <= LivenessRule.backTurnMax && abs(mesh) <= LivenessRule.backMeshTurnMax
    }
}

extension FaceLook {
    var hasGoodSize: Bool { LivenessRule.widths.contains(width) }

    /// A straight look that may become part of the baseline.
    var isFrontal: Bool {
        hasGoodSize && score >= LivenessRule.frontalScoreMin
            && abs(turn) <= LivenessRule.frontalTurnMax
    }

    /// It is not where `other` was a moment ago.
    func jumped(from other: FaceLook) -> Bool {
        let (across, down) = (x - other.x, y - other.y)
        return (across * across + down * down).squareRoot()
            > LivenessRule.jumpMax * min(width, other.width)
    }

    /// The same person as in `other`, by the embeddings.
    func isSamePerson(as other: FaceLook) -> Bool {
        guard let embedding, let otherEmbedding = other.embedding else { return false }
        return embedding.similarity(to: otherEmbedding) >= LivenessRule.similarityMin
    }
}

extension [Double] {
    /// The middle value; the mean of the two middle ones; 0 of none.
    var median: Double {
        guard !isEmpty else { return 0 }
        let sorted = sorted()
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }
}
