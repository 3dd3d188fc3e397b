import Glibc

/// How a head, or a photo in a hand, turns over time: a value without a clock.
///
/// Times count from any fixed moment. A turn eases in over 1.2 s, is held until the head is
/// called back or ``holdMax`` has passed, and eases back over 0.8 s.
struct HeadMotion: Equatable, Sendable {
    /// What a person does on being told.
    enum Command: String, CaseIterable, Codable, Sendable {
        /// Look straight ahead.
        case straight
        /// Turn to one's own left: in the picture the nose goes to the right.
        case left
        /// Turn to one's own right.
        case right
        /// Turn back.
        case back
    }

    /// How far the head turns, degrees: a kiosk that asks for both of its measures to be 0.30 off
    /// for five frames sees 20 to 30 such frames at this angle, and fewer from 63 on.
    static let yawMax = 58.0
    static let turnTime = Duration.milliseconds(1_200)
    static let backTime = Duration.milliseconds(800)
    static let holdMax = Duration.seconds(5)
    /// The sway of somebody who stands still, pixels of the 640-pixel picture.
    static let swayMax = 2.0
    /// After this time the sway repeats.
    static let swayPeriod = Duration.seconds(4)

    private var fromYaw = 0.0
    private var toYaw = 0.0
    private var start = Duration.zero
    private var easeTime = Duration.zero

    /// Takes a command at `time`; it begins from wherever the head is.
    ///
    /// - Returns: how long the movement takes.
    @discardableResult
    mutating func take(_ command: Command, at time: Duration) -> Duration {
        let now = yaw(at: time)
        let target: Double
        switch command {
        case .left: target = Self.yawMax
        case .right: target = -Self.yawMax
        case .straight, .back: target = 0
        }
        // Already on the way there: a command that is repeated changes nothing.
        if target == toYaw, target == 0 || time < start + easeTime + Self.holdMax {
            return max(.zero, start + easeTime - time)
        }
        let whole = target == 0 ? Self.backTime : Self.turnTime
        (fromYaw, toYaw, start) = (now, target, time)
        easeTime = whole * (abs(target - now) / Self.yawMax)
        return easeTime
    }

    /// The angle at `time`, degrees; positive turns the nose to the right of the picture.
    func yaw(at time: Duration) -> Double {
        let givenUp = start + easeTime + Self.holdMax
        if toYaw != 0, time > givenUp {
            return toYaw * (1 - Self.ease((time - givenUp) / Self.backTime))
        }
        let part = easeTime == .zero ? 1 : Self.ease((time - start) / easeTime)
        return fromYaw + (toYaw - fromYaw) * part
    }

    /// The sway at `time`, pixels to the right and down.
    static func sway(at time: Duration) -> (x: Double, y: Double) {
        let turn = 2 * Double.pi * (time / swayPeriod)
        return (swayMax * sin(turn), swayMax / 2 * sin(2 * turn))
    }

    /// 0 to 1, slow at both ends.
    private static func ease(_ part: Double) -> Double {
        let part = min(1, max(0, part))
        return part * part * (3 - 2 * part)
    }
}
