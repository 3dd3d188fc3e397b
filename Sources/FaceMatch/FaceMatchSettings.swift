/// What kiosk.conf says about the face comparison.
public struct FaceMatchSettings: Equatable, Sendable {
    /// A V4L2 number such as `0`, an `http`, `https` or `rtsp` address, or a file.
    public var camera: String
    /// Folder of `yunet.onnx`, `sface.onnx` and `face_mesh.onnx`.
    public var models: String
    /// Cosine from which on the visitor passes unattended, 0...1, not below ``refuseBelow``.
    public var passAt = 0.45
    /// Cosine below which the visitor is refused, 0...1.
    public var refuseBelow = 0.36
    /// Frontal frames whose median is the score, 1...8.
    public var frontalFrames = 5
    /// How long the visitor may take for each thing he is asked.
    public var limits = LivenessLimits()
    /// How long an address may stay silent before the camera counts as lost, 0.5...10 s.
    public var cameraSilence = Duration.seconds(2)
    /// How long a missing or lost camera is tried again before the visitor is told, 1...60 s.
    public var cameraPatience = Duration.seconds(6)

    /// Settings with the measured defaults.
    public init(camera: String, models: String) {
        (self.camera, self.models) = (camera, models)
    }
}

/// How long a visitor may take; a clerk is called afterwards.
public struct LivenessLimits: Equatable, Sendable {
    /// From the start until a straight look was seen long enough, 3...120 s.
    public var face = Duration.seconds(15)
    /// For each turn of the head, the way back included, 3...60 s.
    public var turn = Duration.seconds(8)

    /// The defaults.
    public init() {}
}
