/// What the camera showed and how much of it was seen: the other end's evidence.
struct CameraLog: Equatable, Sendable, Codable {
    /// One stretch between two changes.
    struct Entry: Equatable, Sendable, Codable {
        /// The scene's name.
        let scene: String
        /// What began the stretch: a command to the head, `scene`, `stall`, `resume`, `off`.
        let cause: String
        /// Frames sent to clients since then.
        var frames = 0
        /// Frames left out because a client was slow.
        var dropped = 0
    }

    private static let entriesMax = 500
    /// Oldest first, at most 500.
    private(set) var entries: [Entry] = []

    /// Begins a stretch.
    mutating func begin(_ scene: CameraScene, cause: String) {
        if entries.count == Self.entriesMax { entries.removeFirst() }
        entries.append(Entry(scene: scene.rawValue, cause: cause))
    }

    /// Counts frames into the present stretch.
    mutating func count(frames: Int, dropped: Int) {
        guard !entries.isEmpty else { return }
        entries[entries.count - 1].frames += frames
        entries[entries.count - 1].dropped += dropped
    }

    /// All frames of `scene` that were sent.
    func frames(of scene: CameraScene) -> Int {
        entries.filter { $0.scene == scene.rawValue }.reduce(0) { $0 + $1.frames }
    }
}
