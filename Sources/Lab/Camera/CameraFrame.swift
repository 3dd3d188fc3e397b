/// What one picture shows, rounded so that equal pictures are drawn only once.
struct CameraFrame: Hashable, Sendable {
    /// What stands before the camera.
    let scene: CameraScene
    /// Angle in tenths of a degree; 0 when nobody is there.
    let yawTenths: Int
    /// Sway in eighths of a pixel, to the right and down.
    let swayEighths: [Int]

    /// What is seen of `scene` at `time` when the head moves by `motion`.
    init(_ scene: CameraScene, _ motion: HeadMotion, at time: Duration) {
        self.scene = scene
        if scene == .nobody {
            (yawTenths, swayEighths) = (0, [0, 0])
        } else {
            let sway = HeadMotion.sway(at: time)
            yawTenths = Int((motion.yaw(at: time) * 10).rounded())
            swayEighths = [sway.x, sway.y].map { Int(($0 * 8).rounded()) }
        }
    }

    /// The angle in degrees.
    var yaw: Double { Double(yawTenths) / 10 }
    /// The sway in pixels, to the right.
    var swayX: Double { Double(swayEighths[0]) / 8 }
    /// The sway in pixels, down.
    var swayY: Double { Double(swayEighths[1]) / 8 }
}
