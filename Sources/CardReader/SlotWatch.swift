import DeviceSupport
import Registry

/// Watches one reader's slot on a thread of its own and finds it again whenever it was lost.
///
/// ``next()`` blocks its thread for a second at most, so a cancelled watch ends within that.
actor SlotWatch {
    private static let waitMilliseconds = 1_000

    private let prefix: String
    private let layer: any PCSCLayer
    private var link: (context: PCSCContext, reader: String)?
    private var slot: SlotState?
    private var log = PresenceLog()
    private var pending: [DocumentPresence] = []
    private var backoff = Backoff()
    private var pause: Duration?
    private let executor = BlockingExecutor(label: "card-presence")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Watches the first reader whose name begins with `prefix`.
    init(reader prefix: String, layer: any PCSCLayer) {
        (self.prefix, self.layer) = (prefix, layer)
    }

    /// The next change; `nil` when the task is cancelled.
    func next() async -> DocumentPresence? {
        while !Task.isCancelled {
            if !pending.isEmpty { return pending.removeFirst() }
            if let pause {
                do { try await Task.sleep(for: pause) } catch { return nil }
                self.pause = nil
            }
            look()
        }
        return nil
    }

    private func look() {
        do throws(CardReaderError) {
            let slot = try observe()
            self.slot = slot
            backoff.succeeded()
            pending = log.saw(isPresent: slot.isPresent, events: slot.events)
        } catch {
            (link, slot) = (nil, nil)
            pause = backoff.failed()
            pending = log.lost(error.fault)
        }
    }

    private func observe() throws(CardReaderError) -> SlotState {
        if let link {
            return try link.context.slot(
                of: link.reader, known: slot, milliseconds: Self.waitMilliseconds)
        }
        let context = try PCSCContext(layer)
        let reader = try context.reader(named: prefix)
        let slot = try context.slot(of: reader)
        link = (context, reader)
        return slot
    }
}
