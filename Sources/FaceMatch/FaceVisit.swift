import DeviceSupport
import Registry

/// One visitor before the camera: the loop around ``LivenessCheck``.
struct FaceVisit {
    /// A camera that goes and comes back more often is broken.
    private static let lossesMax = 3

    private let settings: FaceMatchSettings
    private let engine: FaceEngine
    private let turns: [HeadTurn]
    private let start = ContinuousClock.now
    private var check: LivenessCheck
    private var comparison: FaceComparison?
    private var shown: FacePrompt?
    private var backoff = Backoff()
    /// Since when there has been no camera: it counts as gone until its first frame.
    private var goneSince: ContinuousClock.Instant? = ContinuousClock.now
    private var losses = 0

    init(settings: FaceMatchSettings, engine: FaceEngine, turns: [HeadTurn]) {
        (self.settings, self.engine, self.turns) = (settings, engine, turns)
        check = LivenessCheck(turns: turns, limits: settings.limits, at: .zero)
    }

    /// Runs until the verdict; closes the camera however it ends.
    mutating func run(
        photo: Picture, report: @Sendable (FaceProgress) -> Void
    ) async throws {
        show(.starting, report)
        try await engine.load()
        var camera = try await engine.openCamera()
        goneSince = .now
        do {
            // While the camera opens.
            let wanted = try await engine.embedding(ofPhoto: photo)
            while try await !step(&camera, wanted, report) { try Task.checkCancellation() }
            await engine.closeCamera(of: camera)
        } catch {
            await engine.closeCamera(of: camera)
            throw error
        }
        if let comparison { report(.finished(comparison)) }
    }

    /// One look at the camera; true when the verdict stands.
    private mutating func step(
        _ camera: inout Int, _ wanted: Embedding, _ report: (FaceProgress) -> Void
    ) async throws -> Bool {
        let check = check
        switch try await engine.look(in: camera, wantsEmbedding: { check.wantsEmbedding(of: $0) }) {
        case .waiting:
            try checkPatience()
            return false
        case .missing, .lost:
            camera = try await reopen(camera, report)
            return false
        case .frame(let observation):
            if goneSince != nil { begin() }
            return try handle(observation, wanted, report)
        }
    }

    /// The first frame since the camera was opened: the visitor's time begins.
    private mutating func begin() {
        goneSince = nil
        backoff.succeeded()
        comparison = nil
        let now = ContinuousClock.now - start
        check = LivenessCheck(turns: turns, limits: settings.limits, at: now)
    }

    private mutating func handle(
        _ observation: FaceObservation, _ wanted: Embedding, _ report: (FaceProgress) -> Void
    ) throws -> Bool {
        let step = check.handle(observation, at: ContinuousClock.now - start)
        if !check.hasBaseline {
            comparison = nil
        } else if comparison == nil {
            comparison = compare(wanted)
            // Another person's face: nobody needs to turn his head for that.
            if comparison?.verdict == .refuse { return true }
        }
        switch step {
        case .prompt(let prompt):
            show(prompt, report)
            return false
        case .passed: return true
        case .failed(let error): throw error
        }
    }

    /// The median over the straightest frames.
    private func compare(_ wanted: Embedding) -> FaceComparison {
        let middle = check.frontals.map(\.turn).median
        let scores = check.frontals
            .sorted { abs($0.turn - middle) < abs($1.turn - middle) }
            .prefix(max(1, settings.frontalFrames))
            .compactMap { $0.embedding?.similarity(to: wanted) }
        return FaceComparison(
            score: scores.median, passAt: settings.passAt, refuseBelow: settings.refuseBelow,
            models: FaceModels.hashes)
    }

    private mutating func reopen(
        _ camera: Int, _ report: (FaceProgress) -> Void
    ) async throws -> Int {
        if goneSince == nil {
            goneSince = .now
            losses += 1
        }
        if losses > Self.lossesMax { throw FaceMatchError.cameraLost }
        try checkPatience()
        show(.starting, report)
        await engine.closeCamera(of: camera)
        try await Task.sleep(for: backoff.failed())
        return try await engine.openCamera()
    }

    private func checkPatience() throws {
        guard let goneSince, ContinuousClock.now - goneSince > settings.cameraPatience
        else { return }
        throw losses == 0 ? FaceMatchError.cameraMissing : .cameraLost
    }

    private mutating func show(_ prompt: FacePrompt, _ report: (FaceProgress) -> Void) {
        guard prompt != shown else { return }
        shown = prompt
        report(.prompt(prompt))
    }
}
