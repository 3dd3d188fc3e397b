import Testing

@testable import Lab

private func seconds(_ value: Double) -> Duration { .microseconds(Int(value * 1_000_000)) }

@Suite struct CameraMotionTests {
    @Test(arguments: [
        (0.0, 0.0), (0.3, 9.0625), (0.6, 29.0), (0.9, 48.9375), (1.2, 58.0), (3.0, 58.0),
        (6.2, 58.0), (6.6, 29.0), (7.0, 0.0), (60.0, 0.0),
    ])
    func `a turn eases in, is held and given up`(time: Double, yaw: Double) {
        var left = HeadMotion()
        var right = HeadMotion()
        #expect(left.take(.left, at: .zero) == .milliseconds(1_200))
        right.take(.right, at: .zero)
        #expect(abs(left.yaw(at: seconds(time)) - yaw) < 0.01)
        #expect(abs(right.yaw(at: seconds(time)) + yaw) < 0.01)
    }

    @Test(arguments: [(2.0, 58.0), (2.2, 48.9375), (2.4, 29.0), (2.8, 0.0), (9.0, 0.0)])
    func `turn back takes 0.8 seconds`(time: Double, yaw: Double) {
        var motion = HeadMotion()
        motion.take(.left, at: .zero)
        #expect(motion.take(.back, at: .seconds(2)) == .milliseconds(800))
        #expect(abs(motion.yaw(at: seconds(time)) - yaw) < 0.01)
    }

    @Test func `a new command begins where the head is`() {
        var motion = HeadMotion()
        motion.take(.left, at: .zero)
        let time = motion.take(.right, at: .milliseconds(600))
        #expect(time == .milliseconds(1_800), "from 29 to -58 degrees")
        #expect(abs(motion.yaw(at: .milliseconds(600)) - 29) < 0.01)
        #expect(abs(motion.yaw(at: .milliseconds(2_400)) + 58) < 0.01)
    }

    @Test func `a command given twice changes nothing`() {
        var once = HeadMotion()
        once.take(.left, at: .zero)
        var twice = once
        #expect(twice.take(.left, at: .milliseconds(500)) == .milliseconds(700))
        #expect(twice == once)
        twice = HeadMotion()
        #expect(twice.take(.straight, at: .seconds(3)) == .zero)
        #expect(twice == HeadMotion())
    }

    @Test func `a turn asked for again after it was given up is made again`() {
        var motion = HeadMotion()
        motion.take(.left, at: .zero)
        #expect(motion.take(.left, at: .seconds(20)) == .milliseconds(1_200))
        #expect(abs(motion.yaw(at: seconds(20.6)) - 29) < 0.01)
    }

    @Test func `whatever is asked whenever, no head jumps and none turns too far`() {
        let seed = UInt64.random(in: 1...UInt64.max)
        var random = SplitMix(state: seed)
        var motion = HeadMotion()
        var last = 0.0
        for frame in 0..<20_000 {
            let time = Duration.milliseconds(10 * frame)
            if random.next() % 40 == 0 {
                let command = HeadMotion.Command.allCases[Int(random.next() % 4)]
                #expect(motion.take(command, at: time) >= .zero)
            }
            let yaw = motion.yaw(at: time)
            #expect(abs(yaw) < HeadMotion.yawMax + 1e-9, "seed \(seed), frame \(frame)")
            #expect(abs(yaw - last) < 1.2, "seed \(seed), frame \(frame)")
            last = yaw
        }
    }

    @Test func `somebody who stands still repeats after four seconds`() {
        let frames = (0..<120).map {
            CameraFrame(
                .honest(.tenant), HeadMotion(), at: .microseconds($0 * 1_000_000 / 15))
        }
        #expect(Array(frames[..<60]) == Array(frames[60...]))
        #expect(frames.allSatisfy { abs($0.swayX) <= 2 && abs($0.swayY) <= 1 && $0.yaw == 0 })
        #expect(frames.contains { $0.swayX == 2 })
    }

    @Test func `every scene has a name that leads back to it`() {
        let names = CameraScene.allCases.map(\.rawValue)
        #expect(
            names == [
                "tenant", "other", "nobody", "photo-flat", "photo-bent", "photo-creased",
            ])
        #expect(names.map(CameraScene.init(rawValue:)) == CameraScene.allCases)
        #expect(CameraScene(rawValue: "photo-") == nil)
    }
}

/// Random numbers that a printed seed brings back.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
