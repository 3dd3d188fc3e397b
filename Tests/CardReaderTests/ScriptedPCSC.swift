import CPCSC
import Glibc
import Synchronization

@testable import CardReader
@testable import Lab

/// A PC/SC service whose readers can be plugged in and pulled out, which no virtual reader can.
final class ScriptedPCSC: PCSCLayer {
    /// A reader and what lies on it.
    struct Slot {
        var card: VirtualReader?
        var events = 0
    }
    /// The whole bench.
    struct Bench {
        /// Readers in the order in which the service lists them.
        var readers: [(name: String, slot: Slot)] = []
        /// What the next calls say instead of success.
        var establish = LONG(SCARD_S_SUCCESS)
        var connect = LONG(SCARD_S_SUCCESS)
        /// For the commands in their order; success when it is over.
        var transmit: [LONG] = []
        /// Readers that were connected to.
        var connected: [String] = []
        var openContexts = 0
        var openCards = 0

        /// The slot of `reader`, `nil` when it is not plugged in.
        subscript(reader: String) -> Slot? {
            get { readers.first { $0.name == reader }?.slot }
            set {
                readers.removeAll { $0.name == reader }
                if let newValue { readers.append((reader, newValue)) }
            }
        }
    }

    private let bench = Mutex(Bench())

    /// Changes the bench.
    func change<Result: Sendable>(_ body: (inout Bench) -> sending Result) -> Result {
        bench.withLock { body(&$0) }
    }

    /// Lays a card on `reader`, or takes it away.
    func lay(_ card: VirtualCard?, on reader: String) {
        change {
            var slot = $0[reader] ?? Slot()
            slot.events += 1
            slot.card = card.map(VirtualReader.init)
            $0[reader] = slot
        }
    }

    func establish() -> (status: LONG, context: SCARDCONTEXT) {
        change {
            if $0.establish == SCARD_S_SUCCESS { $0.openContexts += 1 }
            return ($0.establish, 1)
        }
    }

    func release(_ context: SCARDCONTEXT) { change { $0.openContexts -= 1 } }

    func readers(_ context: SCARDCONTEXT) -> (status: LONG, names: [String]) {
        change {
            let names = $0.readers.map(\.name)
            return (names.isEmpty ? LONG(SCARD_E_NO_READERS_AVAILABLE) : SCARD_S_SUCCESS, names)
        }
    }

    func slot(
        _ context: SCARDCONTEXT, reader: String, known: DWORD, milliseconds: Int
    ) -> (status: LONG, state: SCARD_READERSTATE) {
        for _ in 0...milliseconds {
            let slot = change { $0[reader] }
            guard let slot else { return (LONG(SCARD_E_UNKNOWN_READER), SCARD_READERSTATE()) }
            var state = SCARD_READERSTATE()
            let here = slot.card == nil ? SCARD_STATE_EMPTY : SCARD_STATE_PRESENT
            state.dwEventState = DWORD(slot.events) << 16 | DWORD(here)
            if state.dwEventState != known {
                state.dwEventState |= DWORD(SCARD_STATE_CHANGED)
                let atr = slot.card.map { $0.card.atr } ?? []
                state.cbAtr = DWORD(atr.count)
                withUnsafeMutableBytes(of: &state.rgbAtr) { $0.copyBytes(from: atr) }
                return (SCARD_S_SUCCESS, state)
            }
            usleep(1_000)
        }
        return (LONG(SCARD_E_TIMEOUT), SCARD_READERSTATE())
    }

    func connect(_ context: SCARDCONTEXT, reader: String) -> (status: LONG, card: PCSCHandle) {
        change {
            let index = $0.readers.firstIndex { $0.name == reader }
            guard let index else { return (LONG(SCARD_E_READER_UNAVAILABLE), PCSCHandle()) }
            $0.connected.append(reader)
            if $0.connect == SCARD_S_SUCCESS { $0.openCards += 1 }
            return ($0.connect, PCSCHandle(card: SCARDHANDLE(index), activeProtocol: 1))
        }
    }

    func disconnect(_ card: PCSCHandle) { change { $0.openCards -= 1 } }
    func beginTransaction(_ card: PCSCHandle) -> LONG { LONG(SCARD_S_SUCCESS) }
    func endTransaction(_ card: PCSCHandle) {}

    func transmit(_ card: PCSCHandle, _ command: [UInt8]) -> (status: LONG, answer: [UInt8]) {
        change {
            let index = Int(card.card)
            guard $0.readers.indices.contains(index) else {
                return (LONG(SCARD_E_READER_UNAVAILABLE), [])
            }
            let status = $0.transmit.isEmpty ? LONG(SCARD_S_SUCCESS) : $0.transmit.removeFirst()
            guard status == SCARD_S_SUCCESS else { return (status, []) }
            return (status, $0.readers[index].slot.card?.answer(to: command) ?? [])
        }
    }
}
