import DeviceSupport
import Dispatch
import Glibc

/// The lab's camera: a motion JPEG stream on loopback, `http://127.0.0.1:PORT/camera`.
///
/// 15 pictures a second of 640x480, drawn only while somebody watches. A client that does not
/// keep up loses pictures, never time. Drawing blocks, so the actor has a thread of its own.
actor CameraTwin {
    /// Whether the camera works.
    enum Behaviour: Equatable, Sendable {
        case running
        /// Connections stay open, nothing is sent.
        case stalled
        /// Connections are closed and refused.
        case off
    }

    /// What the sockets and the timer report.
    private enum Event: Sendable { case connecting, readable(Int32), tick }

    private struct Client {
        let source: any DispatchSourceRead
        var request: [UInt8] = []
        var watches = false
        var hasHead = false
        /// The rest of a picture that did not fit into the socket's buffer.
        var rest: ArraySlice<UInt8> = []
    }

    static let framesPerSecond = 15
    static let path = "/camera"
    private static let clientsMax = 8

    private let studio: Studio
    private let executor = BlockingExecutor(label: "lab-camera")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }
    private let epoch = DispatchTime.now()
    private let events: AsyncStream<Event>
    private let report: AsyncStream<Event>.Continuation
    private let queue = DispatchQueue(label: "lab-camera-events")
    private var loop: Task<Void, Never>?
    private var listener: (any DispatchSourceRead)?
    private var timer: (any DispatchSourceTimer)?
    private var clients: [Int32: Client] = [:]
    private var motion = HeadMotion()
    private var lastFrame = -1

    /// Where it listens; 0 before the start.
    private(set) var port = 0
    /// What stands before it.
    private(set) var scene = CameraScene.honest(.tenant)
    /// Whether it works.
    private(set) var behaviour = Behaviour.off
    /// What was shown and how much of it was sent.
    private(set) var log = CameraLog()
    /// The pictures it has sent since ``keepSent()``: for tests that look for them where they
    /// must not be.
    private(set) var sent: [[UInt8]]?

    /// Loads the portraits; nothing listens yet.
    init(files: StudioFiles) throws(CameraError) {
        studio = try Studio(files: files)
        // A socket reports again until it is read, so that lost reports do no harm.
        (events, report) = AsyncStream.makeStream(
            of: Event.self, bufferingPolicy: .bufferingNewest(64))
    }

    /// Begins to listen on `port`, or on a free one, and returns it.
    @discardableResult
    func start(port wanted: Int? = nil) throws(CameraError) -> Int {
        guard behaviour == .off else { return port }
        let (descriptor, port) = try CameraSocket.listen(port: wanted ?? self.port)
        self.port = port
        let (source, report) = (
            DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue), report
        )
        source.setEventHandler { report.yield(.connecting) }
        source.setCancelHandler { close(descriptor) }
        source.activate()
        listener = source
        if loop == nil {
            loop = Task { [events, weak self] in
                for await event in events { await self?.handle(event) }
            }
        }
        behaviour = .running
        log.begin(scene, cause: "scene")
        return port
    }

    /// Puts something else before the camera.
    func show(_ scene: CameraScene) {
        self.scene = scene
        log.begin(scene, cause: "scene")
    }

    /// Has the head, or the photo in the hand, turn; returns how long the movement takes.
    @discardableResult
    func turn(_ command: HeadMotion.Command) -> Duration {
        log.begin(scene, cause: command.rawValue)
        return motion.take(command, at: time(of: frameNumber))
    }

    /// Keeps the connections and sends nothing more.
    func stall() {
        guard behaviour == .running else { return }
        behaviour = .stalled
        stopTimer()
        log.begin(scene, cause: "stall")
    }

    /// Closes and refuses connections, as a camera without power does.
    func switchOff() {
        behaviour = .off
        clients.keys.forEach(drop)
        listener?.cancel()
        listener = nil
        log.begin(scene, cause: "off")
    }

    /// Works again, on the same port.
    func resume() throws(CameraError) {
        if behaviour == .off { try start() }
        behaviour = .running
        log.begin(scene, cause: "resume")
        clients.keys.forEach(sendFrame)
        runTimerIfWatched()
    }

    /// Begins to keep what it sends.
    func keepSent() { sent = [] }

    /// Ends for good.
    func stop() {
        switchOff()
        report.finish()
        loop?.cancel()
    }

    /// What the camera sees now, as one JPEG file.
    func preview() throws(CameraError) -> [UInt8] {
        try studio.picture(of: CameraFrame(scene, motion, at: time(of: frameNumber)))
    }

    /// The face of a person who stands straight, as one JPEG file, for a passport.
    func portrait(of person: LabPerson) throws(CameraError) -> [UInt8] {
        try studio.picture(of: CameraFrame(.honest(person), HeadMotion(), at: .zero))
    }

    // MARK: Time

    private var frameNumber: Int {
        Int(
            (DispatchTime.now().uptimeNanoseconds - epoch.uptimeNanoseconds) / 1_000
                * UInt64(Self.framesPerSecond) / 1_000_000)
    }

    private func time(of frame: Int) -> Duration {
        .microseconds(frame * 1_000_000 / Self.framesPerSecond)
    }

    private func runTimerIfWatched() {
        guard timer == nil, behaviour == .running, clients.values.contains(where: \.watches) else {
            return
        }
        let source = DispatchSource.makeTimerSource(queue: queue)
        let interval = 1_000_000_000 / Self.framesPerSecond
        // Half-way between two frames' beginnings, so that a late tick still meets its own frame.
        let first = epoch + .nanoseconds(frameNumber * interval + interval * 3 / 2)
        source.schedule(
            deadline: first, repeating: .nanoseconds(interval), leeway: .milliseconds(2))
        let report = report
        source.setEventHandler { report.yield(.tick) }
        source.activate()
        timer = source
    }

    private func stopTimer() {
        timer?.cancel()
        timer = nil
    }

    // MARK: Clients

    private func handle(_ event: Event) {
        switch event {
        case .connecting: acceptAll()
        case .readable(let client): receive(from: client)
        case .tick:
            // Ticks that queued up while a picture was drawn belong to the same frame.
            guard behaviour == .running, frameNumber > lastFrame else { return }
            lastFrame = frameNumber
            clients.keys.forEach(sendFrame)
        }
    }

    private func acceptAll() {
        // The listener is not blocking; a switched-off camera has none.
        guard let listener else { return }
        while let descriptor = CameraSocket.accept(on: Int32(listener.handle)) {
            guard clients.count < Self.clientsMax else {
                close(descriptor)
                continue
            }
            let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
            let report = report
            source.setEventHandler { report.yield(.readable(descriptor)) }
            source.setCancelHandler { close(descriptor) }
            source.activate()
            clients[descriptor] = Client(source: source)
        }
    }

    private func receive(from descriptor: Int32) {
        guard var client = clients[descriptor] else { return }
        guard let bytes = CameraSocket.receive(from: descriptor) else { return drop(descriptor) }
        guard !client.watches else { return }
        client.request += bytes
        clients[descriptor] = client
        switch MotionJPEG.request(in: client.request) {
        case .incomplete: break
        case .get(Self.path):
            clients[descriptor]?.watches = true
            sendFrame(to: descriptor)
            runTimerIfWatched()
        case .get, .refused:
            _ = CameraSocket.send(MotionJPEG.notFound[...], to: descriptor)
            drop(descriptor)
        }
    }

    private func sendFrame(to descriptor: Int32) {
        guard var client = clients[descriptor], client.watches, behaviour == .running else {
            return
        }
        if !client.rest.isEmpty || CameraSocket.isBehind(descriptor) {
            log.count(frames: 0, dropped: 1)
        } else {
            guard let picture = try? preview() else { return drop(descriptor) }
            sent?.append(picture)
            client.rest = (client.hasHead ? [] : MotionJPEG.head) + MotionJPEG.part(picture)[...]
            client.hasHead = true
            log.count(frames: 1, dropped: 0)
        }
        guard let rest = CameraSocket.send(client.rest, to: descriptor) else {
            return drop(descriptor)
        }
        client.rest = rest
        clients[descriptor] = client
    }

    private func drop(_ descriptor: Int32) {
        clients.removeValue(forKey: descriptor)?.source.cancel()
        if !clients.values.contains(where: \.watches) { stopTimer() }
    }
}
