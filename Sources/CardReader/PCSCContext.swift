import CPCSC

/// A connection to the PC/SC service. Calls block; one thread uses it.
///
/// A context of a service that has stopped stays dead when the service is back: make a new one.
final class PCSCContext {
    private let handle: SCARDCONTEXT

    /// Connects to the service.
    init() throws(CardReaderError) {
        var handle = SCARDCONTEXT()
        try CardReaderError.check(
            SCardEstablishContext(DWORD(SCARD_SCOPE_SYSTEM), nil, nil, &handle))
        self.handle = handle
    }

    deinit {
        // Fails when the service has gone, and then nothing is left to release.
        SCardReleaseContext(handle)
    }

    /// The first reader whose name begins with `prefix`.
    func reader(named prefix: String) throws(CardReaderError) -> String {
        // pcsc-lite keeps 16 readers at most, each name below 128 bytes.
        var names = [CChar](repeating: 0, count: 16 * 128 + 1)
        var length = DWORD(names.count)
        try CardReaderError.check(SCardListReaders(handle, nil, &names, &length))
        let bytes = names.prefix(Int(min(length, DWORD(names.count)))).map(UInt8.init(bitPattern:))
        let readers = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        guard let reader = readers.first(where: { $0.hasPrefix(prefix) }) else {
            throw .readerMissing
        }
        return reader
    }

    /// The reader's state, at once when it differs from `known`, else after `milliseconds`.
    func slot(
        of reader: String, known: SlotState? = nil, milliseconds: Int = 0
    ) throws(CardReaderError) -> SlotState {
        var state = SCARD_READERSTATE()
        state.dwCurrentState = known?.asKnown ?? DWORD(SCARD_STATE_UNAWARE)
        let status = reader.withCString { name in
            state.szReader = name
            return SCardGetStatusChange(handle, DWORD(milliseconds), &state, 1)
        }
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
        var card = SCARDHANDLE()
        var active = DWORD()
        let protocols = DWORD(SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1)
        try CardReaderError.check(
            SCardConnect(handle, reader, DWORD(SCARD_SHARE_SHARED), protocols, &card, &active))
        // Both fail when the card has gone, and then nothing is left to end.
        defer { SCardDisconnect(card, DWORD(SCARD_LEAVE_CARD)) }
        try CardReaderError.check(SCardBeginTransaction(card))
        defer { SCardEndTransaction(card, DWORD(SCARD_LEAVE_CARD)) }
        return try body(PCSCCard(handle: card, activeProtocol: active))
    }
}

/// A powered card within a transaction.
struct PCSCCard {
    /// A whole frame of the security module, which readers may give in one piece.
    private static let answerMax = 4_200

    fileprivate let handle: SCARDHANDLE
    fileprivate let activeProtocol: DWORD

    /// Sends a command and waits for the answer, without limit when the card keeps silent.
    func transmit(_ command: CommandAPDU) throws(CardReaderError) -> [UInt8] {
        try transmit(bytes: command.bytes)
    }

    /// Sends a command's bytes and waits for the answer, without limit as well.
    func transmit(bytes: [UInt8]) throws(CardReaderError) -> [UInt8] {
        var answer = [UInt8](repeating: 0, count: Self.answerMax)
        var length = DWORD(answer.count)
        var request = SCARD_IO_REQUEST(
            dwProtocol: activeProtocol, cbPciLength: DWORD(MemoryLayout<SCARD_IO_REQUEST>.size))
        try CardReaderError.check(
            SCardTransmit(
                handle, &request, bytes, DWORD(bytes.count), nil, &answer, &length))
        return Array(answer.prefix(Int(min(length, DWORD(answer.count)))))
    }
}
