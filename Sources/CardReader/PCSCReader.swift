import DeviceSupport
import Registry

/// Reads documents that lie on a PC/SC reader.
///
/// Presence and each read have a connection to the service and a thread of their own: a card
/// that keeps silent blocks its read only, which is given up after ten seconds. The service and
/// the reader may come and go; the next read, or the next look, finds them again.
struct PCSCReader: SAMReader {
    private let prefix: String
    private let way: CardContent.Way
    private let limit: Duration
    private let layer: any PCSCLayer
    private let calls = AbandonableCalls(label: "card-read")

    /// Creates a reader; nothing is asked of the service yet. For the parameters see
    /// ``CardReaderPlace``; a read is given up after `limit`.
    init(
        readerName: String, pcscdSocket: String?, way: CardContent.Way = .image,
        limit: Duration = .seconds(10), layer: (any PCSCLayer)? = nil
    ) {
        (prefix, self.way, self.limit) = (readerName, way, limit)
        self.layer = layer ?? SystemPCSC(socket: pcscdSocket)
    }

    /// Every change of the slot. A document on the reader counts as new after an `.absent` only.
    func presence() -> AsyncStream<DocumentPresence> {
        let watch = SlotWatch(reader: prefix, layer: layer)
        return AsyncStream { await watch.next() }
    }

    /// Reads the document on the reader, in some milliseconds, at most ten seconds.
    ///
    /// - Throws: ``CardReaderError``, or ``DocumentError`` for fields that contradict one another.
    func read() async throws -> DocumentReading {
        let (prefix, way, layer) = (prefix, way, layer)
        return try await calls.result(within: limit) {
            try Self.readDocument(prefix, way, layer)
        }
    }

    func moduleNumber() async throws -> String? {
        let (prefix, layer) = (prefix, layer)
        switch way {
        case .image: return nil
        case .frames:
            return try await calls.result(within: limit) {
                let context = try PCSCContext(layer)
                return try context.withCard(in: context.reader(named: prefix)) {
                    (card) throws(CardReaderError) in
                    try SAMReading.moduleNumber { (command) throws(CardReaderError) in
                        try SAMOverAPDU.exchange(command, card.transmit)
                    }
                }
            }
        }
    }

    private static func readDocument(
        _ prefix: String, _ way: CardContent.Way, _ layer: any PCSCLayer
    ) throws -> DocumentReading {
        let context = try PCSCContext(layer)
        let reader = try context.reader(named: prefix)
        let before = try context.slot(of: reader)
        guard before.isPresent else { throw CardReaderError.noCard }
        let card = try content(of: before, in: reader, way, context)
        // Two cards swapped within one poll of the service must not become one person.
        let after = try context.slot(of: reader)
        guard after.isPresent, after.events == before.events else {
            throw CardReaderError.cardRemoved
        }
        return DocumentReading(
            document: try card.image.document(chipSerial: card.serial),
            encodedPhoto: card.image.photo)
    }

    private static func content(
        of slot: SlotState, in reader: String, _ way: CardContent.Way, _ context: PCSCContext
    ) throws(CardReaderError) -> CardContent {
        let isMarked = slot.answerToReset.isIdentityCard
        // A reader of the other profile need not give the mark: there the module decides.
        if way == .image, !isMarked { throw .notIdentityCard }
        do throws(CardReaderError) {
            return try context.withCard(in: reader) { (card) throws(CardReaderError) in
                try CardContent.read(way, card.transmit)
            }
        } catch .noCard {
            throw isMarked ? .noCard : .notIdentityCard
        }
    }
}

extension AbandonableCalls {
    /// The result of `work`, given up after `limit`.
    func result<Result: Sendable>(
        within limit: Duration, _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        guard let result = try await run(within: limit, work) else {
            throw CardReaderError.silent
        }
        return result
    }
}
