import DeviceSupport
import Registry

/// Reads documents by a security module on a serial line.
///
/// The line is opened at the first need and again after every failure, so a reader that was
/// pulled out heals by itself.
struct SerialReader: SAMReader {
    private let module: SerialModule

    /// Creates a reader at the terminal `device`; nothing is opened yet. A read is given up after
    /// `limit`.
    init(device: String, limit: Duration = .seconds(10)) {
        module = SerialModule(device: device, limit: limit)
    }

    func presence() -> AsyncStream<DocumentPresence> {
        let watch = SerialWatch(module: module)
        return AsyncStream { await watch.next() }
    }

    func read() async throws -> DocumentReading { try await module.read() }

    func moduleNumber() async throws -> String? { try await module.number() }
}

/// The one user of the line.
private actor SerialModule {
    private typealias Exchange = (SAMCommand) throws(CardReaderError) -> SAMAnswer

    /// The longest answer takes a tenth of a second on the line, the card less than two.
    private static let answerLimit = Duration.seconds(3)

    private let device: String
    private let limit: Duration
    private var port: SerialPort?
    /// Whether the module's last word was that it has found a card.
    private var isFound = false
    private let executor = BlockingExecutor(label: "card-serial")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(device: String, limit: Duration) { (self.device, self.limit) = (device, limit) }

    /// Whether the module finds a card.
    func find() throws -> Bool {
        let answer = try withPort { (exchange) throws(CardReaderError) in
            try exchange(.findCard)
        }
        isFound = SAMStatus(rawValue: answer.code) == .found
        guard isFound || SAMStatus(rawValue: answer.code) == .notFound else {
            throw CardReaderError(sam: answer)
        }
        return isFound
    }

    func read() throws -> DocumentReading {
        let isFound = isFound
        self.isFound = false
        let image = try withPort { (exchange) throws(CardReaderError) in
            try SAMReading.read(isFound: isFound, exchange)
        }
        // The module tells no chip serial, so doors learn such a card by a swipe.
        return DocumentReading(
            document: try image.document(chipSerial: nil), encodedPhoto: image.photo)
    }

    func number() throws -> String {
        try withPort { (exchange) throws(CardReaderError) in
            try SAMReading.moduleNumber(exchange)
        }
    }

    private func opened() throws(CardReaderError) -> SerialPort {
        if let port { return port }
        let port = try SerialPort(path: device)
        self.port = port
        return port
    }

    private func withPort<Result>(
        _ body: (Exchange) throws(CardReaderError) -> Result
    ) throws(CardReaderError) -> Result {
        let deadline = ContinuousClock.now + limit
        let port = try opened()
        do throws(CardReaderError) {
            return try body { (command) throws(CardReaderError) in
                try port.exchange(command, until: min(deadline, .now + Self.answerLimit))
            }
        } catch {
            switch error {
            case .silent, .readerMissing, .readerBusy: (self.port, isFound) = (nil, false)
            default: break
            }
            throw error
        }
    }
}

/// Asks the module again and again whether a card lies there: it says nothing by itself.
private actor SerialWatch {
    private static let interval = Duration.milliseconds(300)

    private let module: SerialModule
    private var log = PresenceLog()
    private var pending: [DocumentPresence] = []
    private var backoff = Backoff()
    private var pause = Duration.zero

    init(module: SerialModule) { self.module = module }

    /// The next change; `nil` when the task is cancelled.
    func next() async -> DocumentPresence? {
        while !Task.isCancelled {
            if !pending.isEmpty { return pending.removeFirst() }
            do { try await Task.sleep(for: pause) } catch { return nil }
            await look()
        }
        return nil
    }

    private func look() async {
        do {
            let isPresent = try await module.find()
            backoff.succeeded()
            pause = Self.interval
            pending = log.saw(isPresent: isPresent, events: 0)
        } catch {
            pause = backoff.failed()
            pending = log.lost(Fault(error))
        }
    }
}
