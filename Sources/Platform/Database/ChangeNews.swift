import DeviceSupport
import Glibc
public import Logging
public import Registry
public import ServiceLifecycle
import Synchronization

/// Tells who waits that something of a village has changed, as soon as it is committed, by
/// whichever connection. Runs on a connection and a thread of its own.
///
/// News may come once too often, never too seldom: after a lost connection everybody is woken.
public actor ChangeNews: Service {
    private struct Listener {
        let village: Identifier<Village>?
        let wake: AsyncStream<Void>.Continuation
    }
    private struct Listeners {
        var all: [Int: Listener] = [:]
        var count = 0
    }

    private let listeners = Mutex(Listeners())
    private let line: NewsLine
    private let logger: Logger
    /// Whether changes are told at once; while not, nobody is woken.
    private(set) var isListening = false

    /// Names the database; ``run()`` connects.
    public init(_ parameters: DatabaseParameters, logger: Logger) {
        line = NewsLine(parameters)
        self.logger = logger
    }

    /// One element for each change of `village`, or of any; several changes may give one. What
    /// was changed before the call is not told.
    public func changes(of village: Identifier<Village>?) -> AsyncStream<Void> {
        let (stream, wake) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = listeners.withLock { listeners in
            listeners.count += 1
            listeners.all[listeners.count] = Listener(village: village, wake: wake)
            return listeners.count
        }
        wake.onTermination = { _ in self.leave(id) }
        return stream
    }

    /// Listens until the service is told to stop.
    public func run() async {
        await withTaskCancellationOrGracefulShutdownHandler {
            var backoff = Backoff()
            while !line.stop.isRaised {
                do {
                    try await line.listen()
                    isListening = true
                    backoff.succeeded()
                    wakeAll()
                    while let villages = try await line.next() { wake(villages) }
                } catch {
                    isListening = false
                    logger.warning("no news", metadata: ["code": "\(Fault(error).code)"])
                    let pause = backoff.failed()
                    try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
                }
            }
        } onCancelOrGracefulShutdown: {
            self.line.stop.raise()
        }
    }

    /// How many wait.
    var listenerCount: Int { listeners.withLock { $0.all.count } }

    private nonisolated func leave(_ id: Int) {
        listeners.withLock { _ = $0.all.removeValue(forKey: id) }
    }

    private func wakeAll() {
        for listener in listeners.withLock({ Array($0.all.values) }) { listener.wake.yield() }
    }

    private func wake(_ villages: [Identifier<Village>]) {
        for listener in listeners.withLock({ Array($0.all.values) }) {
            guard listener.village.map(villages.contains) ?? !villages.isEmpty else { continue }
            listener.wake.yield()
        }
    }
}

/// The connection that listens, and the thread it blocks.
private actor NewsLine {
    nonisolated let stop = StopSignal()
    private let parameters: DatabaseParameters
    private let executor = BlockingExecutor(label: "platform.news")
    private var session: Session?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    init(_ parameters: DatabaseParameters) { self.parameters = parameters }

    func listen() throws(PlatformError) {
        session = nil
        let fresh = try Session(parameters)
        try fresh.script("LISTEN village_changed")
        session = fresh
    }

    /// Blocks until something is told; `nil` once stopped.
    func next() throws(PlatformError) -> [Identifier<Village>]? {
        guard let session else { throw .databaseLost }
        while true {
            let villages = try session.notifications()
            if !villages.isEmpty { return villages }
            var watched = [session.socket, stop.descriptor].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            _ = poll(&watched, nfds_t(watched.count), -1)
            if stop.isRaised {
                self.session = nil
                return nil
            }
        }
    }
}

/// Ends a wait in `poll` from another thread.
private final class StopSignal: Sendable {
    let descriptor: Int32
    private let sender: Int32
    private let raised = Mutex(false)

    init() {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        _ = socketpair(AF_UNIX, kind, 0, &ends)
        (descriptor, sender) = (ends[0], ends[1])
    }

    deinit {
        close(descriptor)
        close(sender)
    }

    var isRaised: Bool { raised.withLock { $0 } }

    func raise() {
        raised.withLock { $0 = true }
        _ = send(sender, [1], 1, Int32(MSG_NOSIGNAL))
    }
}
