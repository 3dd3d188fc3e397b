/// What one frame showed.
public struct FaceObservation: Equatable, Sendable {
    /// Faces at least half as wide as the largest.
    public var faces: Int
    /// The largest, when it could be measured.
    public var look: FaceLook?

    /// An observation; none of anybody by default.
    public init(faces: Int = 0, look: FaceLook? = nil) {
        (self.faces, self.look) = (faces, look)
    }
}

/// The figures of one face in one frame. Lengths are in widths of the frame.
public struct FaceLook: Equatable, Sendable {
    /// How surely it is a face, 0...1.
    public var score: Double
    /// Middle of the face's box, from the frame's left.
    public var x: Double
    /// Middle of the face's box, from the frame's top.
    public var y: Double
    /// Width of the face's box.
    public var width: Double
    /// Nose beside the middle of the eyes, in half eye distances; positive towards the frame's
    /// right, which is the person's own left.
    public var turn: Double
    /// Nose beside the middle of the face's edges, in widths of the face, by the mesh; signed
    /// alike.
    public var meshTurn: Double
    /// Whose face it is; computed only when ``LivenessCheck/wantsEmbedding(of:)``.
    public var embedding: Embedding?

    /// A look.
    public init(
        score: Double, x: Double, y: Double, width: Double, turn: Double, meshTurn: Double,
        embedding: Embedding? = nil
    ) {
        (self.score, self.x, self.y, self.width) = (score, x, y, width)
        (self.turn, self.meshTurn, self.embedding) = (turn, meshTurn, embedding)
    }
}
