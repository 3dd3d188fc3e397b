import Registry
import Testing

@testable import FaceMatch

/// Frames at 15 a second into a check that asks for left, then right, unless said otherwise.
private struct Film {
    var check: LivenessCheck
    var now = Duration.zero
    var step = LivenessCheck.Step.prompt(.showFace)

    init(_ turns: [HeadTurn] = [.left, .right]) {
        check = LivenessCheck(turns: turns, limits: LivenessLimits(), at: .zero)
    }

    mutating func show(_ look: FaceLook?, frames: Int, faces: Int = 1) {
        for _ in 0..<frames {
            now += .milliseconds(66)
            let observation = FaceObservation(faces: look == nil ? 0 : faces, look: look)
            step = check.handle(observation, at: now)
        }
    }

    mutating func straight(frames: Int = 10) { show(.made(), frames: frames) }

    /// Shows `look` until the check is over; never more than a minute.
    mutating func hold(_ look: FaceLook?, faces: Int = 1) -> LivenessCheck.Step {
        while case .prompt = step, now < .seconds(60) { show(look, frames: 1, faces: faces) }
        return step
    }
}

@Suite struct LivenessCheckTests {
    private let left = FaceLook.made(turn: 0.42, mesh: 0.38, similarity: 0.6)
    private let right = FaceLook.made(turn: -0.42, mesh: -0.38, similarity: 0.6)

    @Test func `a head that turns both ways as asked passes`() {
        var film = Film()
        film.straight()
        #expect(film.step == .prompt(.turn(.left)))
        film.show(left, frames: 5)
        #expect(film.step == .prompt(.turnBack))
        film.straight(frames: 3)
        #expect(film.step == .prompt(.turn(.right)))
        film.show(right, frames: 5)
        #expect(film.step == .passed)
        film.show(nil, frames: 100)
        #expect(film.step == .passed, "nothing changes any more")
    }

    /// Largest figures measured for a printed photo, of both portraits, on its weaker side.
    @Test(arguments: [
        ("flat", 0.13, 0.10), ("tilted", 0.57, 0.22), ("rolled by 80 degrees", 0.43, 0.19),
        ("rolled to a tube", 0.54, 0.21), ("creased", 0.46, 0.23),
        ("creased and tilted", 0.54, 0.27), ("a mesh that moves alone", 0.1, 0.6),
    ])
    func `a photo held up and turned is refused`(kind: String, turn: Double, mesh: Double) {
        var film = Film()
        film.straight()
        film.show(.made(turn: turn, mesh: mesh, similarity: 0.9), frames: 40)
        film.show(.made(turn: -turn, mesh: -mesh, similarity: 0.9), frames: 40)
        #expect(film.hold(.made()) == .failed(.noTurn), "\(kind)")
    }

    @Test func `the other side than asked is refused`() {
        var film = Film([.right, .left])
        film.straight()
        film.show(left, frames: 5)
        #expect(film.step == .failed(.wrongTurn))
    }

    @Test func `two figures that move against each other are no turn`() {
        var film = Film()
        film.straight()
        #expect(film.hold(.made(turn: 0.5, mesh: -0.5, similarity: 0.9)) == .failed(.noTurn))
    }

    @Test func `four frames of a turn are too few, even again and again`() {
        var film = Film()
        film.straight()
        for _ in 0..<20 {
            film.show(left, frames: 4)
            film.straight(frames: 1)
        }
        #expect(film.hold(.made()) == .failed(.noTurn))
    }

    @Test func `another person's turned head is not the first one's`() {
        var film = Film()
        film.straight()
        #expect(
            film.hold(.made(turn: 0.5, mesh: 0.5, similarity: 0.2)) == .failed(.noTurn))
    }

    @Test func `a face that jumps begins the check anew`() {
        var film = Film()
        film.straight()
        film.show(left, frames: 5)
        #expect(film.step == .prompt(.turnBack))
        film.show(.made(x: 0.75), frames: 1)
        #expect(film.step == .prompt(.lookStraight))
        #expect(film.check.frontals.isEmpty)
        film.show(.made(x: 0.75), frames: 8)
        #expect(film.step == .prompt(.turn(.left)), "the turns begin with the first")
    }

    @Test func `a head that does not come back is not asked for the next turn`() {
        var film = Film()
        film.straight()
        #expect(film.hold(left) == .failed(.unclear))
    }

    @Test func `a turned look is no baseline`() {
        var film = Film()
        #expect(film.hold(.made(turn: 0.25, mesh: 0.2)) == .failed(.unclear))
    }

    @Test func `a face missing for a moment changes nothing, for longer begins anew`() {
        var film = Film()
        film.straight()
        film.show(left, frames: 4)
        film.show(nil, frames: 5)
        #expect(film.step == .prompt(.turn(.left)))
        film.show(left, frames: 1)
        #expect(film.step == .prompt(.turnBack))
        film.show(nil, frames: 12)
        #expect(film.step == .prompt(.showFace) && film.check.frontals.isEmpty)
    }

    @Test func `whoever keeps going away is told to try again`() {
        var film = Film()
        for _ in 0..<3 {
            film.straight()
            film.show(nil, frames: 12)
        }
        #expect(film.step == .failed(.unclear))
    }

    @Test func `a second person in the baseline begins it anew`() {
        var film = Film()
        film.straight(frames: 6)
        film.show(.made(similarity: 0.1), frames: 2)
        #expect(film.check.frontals.count == 2)
    }

    @Test(arguments: [(0, FaceMatchError.nobody), (2, .severalFaces)])
    func `nobody, or several, in time has a name`(faces: Int, error: FaceMatchError) {
        var film = Film()
        #expect(film.hold(faces == 0 ? nil : .made(), faces: faces) == .failed(error))
        #expect(film.now > .seconds(15) && film.now < .seconds(16))
    }

    @Test(arguments: [(0.05, FaceAdvice.comeCloser), (0.8, .stepBack)])
    func `a face too far or too near is told so`(width: Double, advice: FaceAdvice) {
        var film = Film()
        film.show(.made(width: width), frames: 20)
        #expect(film.step == .prompt(.advice(advice)))
    }

    @Test func `an embedding is asked for only where it counts`() {
        var film = Film()
        #expect(film.check.wantsEmbedding(of: .made()))
        #expect(!film.check.wantsEmbedding(of: left))
        film.straight()
        #expect(film.check.wantsEmbedding(of: left))
        #expect(!film.check.wantsEmbedding(of: .made()) && !film.check.wantsEmbedding(of: right))
        film.show(left, frames: 5)
        #expect(!film.check.wantsEmbedding(of: .made()))
    }

    @Test func `random frames never pass, and every check ends`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(seed: seed)
        for _ in 0..<40 {
            var film = Film()
            while case .prompt = film.step, film.now < .seconds(200) {
                let look = FaceLook.made(
                    turn: .random(in: -1...1, using: &numbers),
                    mesh: .random(in: -1...1, using: &numbers),
                    similarity: .random(in: 0...1, using: &numbers),
                    x: .random(in: 0.4...0.6, using: &numbers))
                film.show(look, frames: 1, faces: Int.random(in: 0...3, using: &numbers))
            }
            guard case .failed = film.step else {
                Issue.record("\(film.step), seed \(seed)")
                return
            }
        }
    }
}
