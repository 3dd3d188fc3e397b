import CPCSC
import Glibc

/// The calls of the PC/SC service that are used, each with its status as the C library has it.
///
/// ``SystemPCSC`` is the one the product has. It stands apart because a reader that is unplugged
/// cannot be had of a virtual one: its tests put a script here.
protocol PCSCLayer: Sendable {
    /// Connects to the service.
    func establish() -> (status: LONG, context: SCARDCONTEXT)
    /// Ends a connection.
    func release(_ context: SCARDCONTEXT)
    /// The names of all readers.
    func readers(_ context: SCARDCONTEXT) -> (status: LONG, names: [String])
    /// A reader's slot, as soon as it differs from `known` or after `milliseconds`.
    func slot(
        _ context: SCARDCONTEXT, reader: String, known: DWORD, milliseconds: Int
    ) -> (status: LONG, state: SCARD_READERSTATE)
    /// Powers the card.
    func connect(_ context: SCARDCONTEXT, reader: String) -> (status: LONG, card: PCSCHandle)
    /// Lets the card go as it is.
    func disconnect(_ card: PCSCHandle)
    /// Keeps other programs away from the card.
    func beginTransaction(_ card: PCSCHandle) -> LONG
    /// Lets them come again.
    func endTransaction(_ card: PCSCHandle)
    /// Sends a command and waits for the answer.
    func transmit(_ card: PCSCHandle, _ command: [UInt8]) -> (status: LONG, answer: [UInt8])
}

/// A card's handle and the protocol it was powered with.
struct PCSCHandle: Sendable {
    var card = SCARDHANDLE()
    var activeProtocol = DWORD()
}

/// pcsc-lite.
struct SystemPCSC: PCSCLayer {
    /// The service at `socket`, or the system's own. The path is put into the environment, which
    /// pcsc-lite looks up once: see ``CardReaderPlace/pcscdSocket``.
    init(socket: String?) {
        if let socket { setenv("PCSCLITE_CSOCK_NAME", socket, 1) }
    }

    /// A whole frame of the security module, which readers may give in one piece.
    private static let answerMax = 4_200
    /// pcsc-lite keeps 16 readers at most, each name below 128 bytes.
    private static let namesMax = 16 * 128 + 1

    func establish() -> (status: LONG, context: SCARDCONTEXT) {
        var context = SCARDCONTEXT()
        let status = SCardEstablishContext(DWORD(SCARD_SCOPE_SYSTEM), nil, nil, &context)
        return (status, context)
    }

    func release(_ context: SCARDCONTEXT) {
        // Fails when the service has gone, and then nothing is left to release.
        SCardReleaseContext(context)
    }

    func readers(_ context: SCARDCONTEXT) -> (status: LONG, names: [String]) {
        var names = [CChar](repeating: 0, count: Self.namesMax)
        var length = DWORD(names.count)
        let status = SCardListReaders(context, nil, &names, &length)
        let bytes = names.prefix(Int(min(length, DWORD(names.count)))).map(UInt8.init(bitPattern:))
        return (status, bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
    }

    func slot(
        _ context: SCARDCONTEXT, reader: String, known: DWORD, milliseconds: Int
    ) -> (status: LONG, state: SCARD_READERSTATE) {
        var state = SCARD_READERSTATE()
        state.dwCurrentState = known
        let status = reader.withCString { name in
            state.szReader = name
            return SCardGetStatusChange(context, DWORD(milliseconds), &state, 1)
        }
        state.szReader = nil
        return (status, state)
    }

    func connect(_ context: SCARDCONTEXT, reader: String) -> (status: LONG, card: PCSCHandle) {
        var handle = PCSCHandle()
        let protocols = DWORD(SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1)
        let status = SCardConnect(
            context, reader, DWORD(SCARD_SHARE_SHARED), protocols, &handle.card,
            &handle.activeProtocol)
        return (status, handle)
    }

    func disconnect(_ card: PCSCHandle) {
        // Fails when the card has gone, and then nothing is left to end; so does the next one.
        SCardDisconnect(card.card, DWORD(SCARD_LEAVE_CARD))
    }

    func beginTransaction(_ card: PCSCHandle) -> LONG { SCardBeginTransaction(card.card) }

    func endTransaction(_ card: PCSCHandle) {
        SCardEndTransaction(card.card, DWORD(SCARD_LEAVE_CARD))
    }

    func transmit(_ card: PCSCHandle, _ command: [UInt8]) -> (status: LONG, answer: [UInt8]) {
        var answer = [UInt8](repeating: 0, count: Self.answerMax)
        var length = DWORD(answer.count)
        var request = SCARD_IO_REQUEST(
            dwProtocol: card.activeProtocol,
            cbPciLength: DWORD(MemoryLayout<SCARD_IO_REQUEST>.size))
        let status = SCardTransmit(
            card.card, &request, command, DWORD(command.count), nil, &answer, &length)
        return (status, Array(answer.prefix(Int(min(length, DWORD(answer.count))))))
    }
}
