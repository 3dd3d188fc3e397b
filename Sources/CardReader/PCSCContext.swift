import CPCSC

/// A connection to the PC/SC service. Calls block; one thread uses it.
///
/// A context of a service that has stopped stays dead when the service is back: make a new one.
final class PCSCContext {
    private let layer: any PCSCLayer
    private let handle: SCARDCONTEXT

    /// Connects to the service.
    init(_ layer: any PCSCLayer) throws(CardReaderError) {
        let (status, handle) = layer.establish()
        try CardReaderError.check(status)
        (self.layer, self.handle) = (layer, handle)
    }

    deinit { layer.release(handle) }

    /// The first reader whose name begins with `prefix`.
    func reader(named prefix: String) throws(CardReaderError) -> String {
        let (status, names) = layer.readers(handle)
        try CardReaderError.check(status)
        guard let reader = names.first(where: { $0.hasPrefix(prefix) }) else {
            throw .readerMissing
        }
        return reader
    }

    /// The reader's state, at once when it differs from `known`, else after `milliseconds`.
    func slot(
        of reader: String, known: SlotState? = nil, milliseconds: Int = 0
    ) throws(CardReaderError) -> SlotState {
        let (status, state) = layer.slot(
            handle, reader: reader, known: known?.asKnown ?? DWORD(SCARD_STATE_UNAWARE),
            milliseconds: milliseconds)
        if status == SCARD_E_TIMEOUT, let known { return known }
        try CardReaderError.check(status)
        let slot = SlotState(state)
        guard !slot.isGone else { throw .readerMissing }
        return slot
    }

    /// Powers the card, keeps other programs out, and hands it to `body`.
    func withCard<Result>(
        in reader: String, _ body: (PCSCCard) throws(CardReaderError) -> Result
    ) throws(CardReaderError) -> Result {
        let (status, card) = layer.connect(handle, reader: reader)
        try CardReaderError.check(status)
        defer { layer.disconnect(card) }
        try CardReaderError.check(layer.beginTransaction(card))
        defer { layer.endTransaction(card) }
        return try body(PCSCCard(layer: layer, handle: card))
    }
}

/// A powered card within a transaction.
struct PCSCCard {
    fileprivate let layer: any PCSCLayer
    fileprivate let handle: PCSCHandle

    /// Sends a command and waits for the answer, without limit when the card keeps silent.
    func transmit(_ command: CommandAPDU) throws(CardReaderError) -> [UInt8] {
        try transmit(bytes: command.bytes)
    }

    /// Sends a command's bytes and waits for the answer, without limit as well.
    func transmit(bytes: [UInt8]) throws(CardReaderError) -> [UInt8] {
        let (status, answer) = layer.transmit(handle, bytes)
        try CardReaderError.check(status)
        return answer
    }
}
