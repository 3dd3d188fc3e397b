/// The figures that tell a living head from a picture of one.
///
/// Measured on one portrait's printed photo in 14 positions (flat, tilted, rolled, creased, yaw
/// -66...66): ``FaceLook/meshTurn`` moves by at most .27, a head turned by 45 degrees moves it by
/// .3 and more. Neither figure stops a video on a screen; the order of the turns, which nobody
/// knows before, does in half the cases.
enum LivenessRule {
    /// Frontal frames that the baseline is the median of.
    static let frontalFrames = 8
    /// A straight look: nobody may begin turned and gain that offset.
    static let frontalTurnMax = 0.2
    /// A frontal frame's least score.
    static let frontalScoreMin = 0.7
    /// Width of a face that can be judged, in widths of the frame.
    static let widths = 0.12...0.6
    /// A head has turned when both figures moved this far from the baseline, the same way...
    static let turnMin = 0.3
    static let meshTurnMin = 0.3
    /// ...and it is still the same person...
    static let similarityMin = 0.3
    /// ...in so many frames running.
    static let framesMin = 5
    /// It is back when both figures are this near the baseline in so many frames running.
    static let backTurnMax = 0.2
    static let backMeshTurnMax = 0.15
    static let backFramesMin = 3
    /// Between two frames a face moves less than this part of its own width; a swapped one jumps.
    static let jumpMax = 0.5
    /// Longest time without one clear face that does not begin the check anew.
    static let gapMax = Duration.milliseconds(700)
    /// The check begins anew at most so often.
    static let restartsMax = 2
}
