import CPCSC
import Registry
import Testing

@testable import CardReader
@testable import Lab

/// What a virtual reader cannot show: readers that come and go, services that answer strangely.
@Suite(.timeLimit(.minutes(2))) struct ScriptedReaderTests {
    private static let name = "Counter Reader 00 00"
    private let layer = ScriptedPCSC()

    private func reader(_ way: CardContent.Way = .image) -> PCSCReader {
        PCSCReader(readerName: "Counter", pcscdSocket: nil, way: way, layer: layer)
    }

    private func expect(
        _ wanted: CardReaderError, _ location: SourceLocation = #_sourceLocation
    ) async {
        await #expect(throws: wanted, sourceLocation: location) { try await reader().read() }
        #expect(layer.change { $0.openContexts } == 0, sourceLocation: location)
        #expect(layer.change { $0.openCards } == 0, sourceLocation: location)
    }

    @Test(
        arguments: [
            (SCARD_E_NO_SMARTCARD, CardReaderError.noCard), (SCARD_W_REMOVED_CARD, .cardRemoved),
            (SCARD_E_PROTO_MISMATCH, .unreadable(status: nil)),
            (SCARD_W_UNRESPONSIVE_CARD, .unreadable(status: nil)),
            (SCARD_E_SHARING_VIOLATION, .readerBusy), (SCARD_E_READER_UNAVAILABLE, .readerMissing),
            (SCARD_E_NO_SERVICE, .serviceDown), (SCARD_F_COMM_ERROR, .serviceDown),
            (SCARD_F_INTERNAL_ERROR, .reader(status: 0x8010_0001)),
        ] as [(LONG, CardReaderError)])
    func `a card that cannot be powered is the fault that its status means`(
        status: LONG, wanted: CardReaderError
    ) async {
        layer.lay(VirtualCard(.tenant), on: Self.name)
        layer.change { $0.connect = status }
        await expect(wanted)
    }

    @Test(
        arguments: [
            (SCARD_E_NOT_TRANSACTED, CardReaderError.cardRemoved),
            (SCARD_W_REMOVED_CARD, .cardRemoved),
            (SCARD_W_RESET_CARD, .cardRemoved), (SCARD_E_NO_SERVICE, .serviceDown),
            (SCARD_E_READER_UNAVAILABLE, .readerMissing),
        ] as [(LONG, CardReaderError)], 0..<8)
    func `a card or reader lost between any two commands is told, and nothing is left open`(
        loss: (LONG, CardReaderError), after count: Int
    ) async throws {
        layer.lay(VirtualCard(.tenant), on: Self.name)
        layer.change {
            $0.transmit = Array(repeating: LONG(SCARD_S_SUCCESS), count: count) + [loss.0]
        }
        await expect(loss.1)
        #expect(try await reader().read().document.number == CardSpecimen.tenant.number)
    }

    @Test func `a service without a reader, and a stopped one, are told apart`() async {
        await expect(.readerMissing)
        layer.change { $0.establish = LONG(SCARD_E_NO_SERVICE) }
        await expect(.serviceDown)
    }

    @Test func `a reader unplugged and plugged in again is found with its card`() async throws {
        layer.lay(nil, on: Self.name)
        let (layer, reader) = (layer, reader())
        let seen = try await within(.seconds(20)) {
            var seen: [DocumentPresence] = []
            for await presence in reader.presence() {
                seen.append(presence)
                switch seen.count {
                case 1: layer.change { $0[Self.name] = nil }
                case 2: layer.lay(VirtualCard(.tenant), on: Self.name)
                default: return seen
                }
            }
            return seen
        }
        let gone = DocumentPresence.outOfOrder(CardReaderError.readerMissing.fault)
        #expect(seen == [.absent, gone, .present])
        #expect(try await reader.read().document.number == CardSpecimen.tenant.number)
    }

    @Test func `of two readers only the configured one is asked`() async throws {
        layer.lay(VirtualCard(.second), on: "Another Reader 00 00")
        layer.lay(VirtualCard(.tenant), on: Self.name)
        #expect(try await reader().read().document.number == CardSpecimen.tenant.number)
        layer.lay(nil, on: Self.name)
        await expect(.noCard)
        layer.change { $0[Self.name] = nil }
        await expect(.readerMissing)
        #expect(layer.change { $0.connected } == [Self.name])
    }

    @Test(arguments: [CardContent.Way.image, .frames])
    func `a card swapped while it was read is nobody's, though its serial was the same`(
        way: CardContent.Way
    ) async {
        // One swap is two events; the service saw them only after the last command.
        layer.lay(VirtualCard(.tenant), on: Self.name)
        let swapping = SwappingPCSC(layer: layer, reader: Self.name)
        let reader = PCSCReader(
            readerName: "Counter", pcscdSocket: nil, way: way, layer: swapping)
        await #expect(throws: CardReaderError.cardRemoved) { try await reader.read() }
    }

    @Test func `four zero bytes are never a card's serial`() async throws {
        var specimen = CardSpecimen.tenant
        specimen.serial = [0, 0, 0, 0]
        layer.lay(VirtualCard(specimen), on: Self.name)
        // The mark stands at its place only behind eight bytes, so such a reader is a `frames` one.
        let document = try await reader(.frames).read().document
        #expect(document.chipSerial == nil)
    }
}

/// Swaps the card for itself at the moment when the reading lets it go.
private struct SwappingPCSC: PCSCLayer {
    let layer: ScriptedPCSC
    let reader: String

    func establish() -> (status: LONG, context: SCARDCONTEXT) { layer.establish() }
    func release(_ context: SCARDCONTEXT) { layer.release(context) }
    func readers(_ context: SCARDCONTEXT) -> (status: LONG, names: [String]) {
        layer.readers(context)
    }
    func slot(
        _ context: SCARDCONTEXT, reader: String, known: DWORD, milliseconds: Int
    ) -> (status: LONG, state: SCARD_READERSTATE) {
        layer.slot(context, reader: reader, known: known, milliseconds: milliseconds)
    }
    func connect(_ context: SCARDCONTEXT, reader: String) -> (status: LONG, card: PCSCHandle) {
        layer.connect(context, reader: reader)
    }
    func disconnect(_ card: PCSCHandle) { layer.disconnect(card) }
    func beginTransaction(_ card: PCSCHandle) -> LONG { layer.beginTransaction(card) }
    func endTransaction(_ card: PCSCHandle) {
        layer.lay(nil, on: reader)
        layer.lay(VirtualCard(.tenant), on: reader)
        layer.endTransaction(card)
    }
    func transmit(_ card: PCSCHandle, _ command: [UInt8]) -> (status: LONG, answer: [UInt8]) {
        layer.transmit(card, command)
    }
}
