import DeviceSupport
import Glibc
public import Registry

/// Reads documents that lie on a PC/SC reader of the `image` profile.
///
/// Presence and each read have a connection to the service and a thread of their own: a card
/// that keeps silent blocks its read only, which is given up after ten seconds. The service and
/// the reader may come and go; the next read, or the next look, finds them again.
public struct PCSCReader: IdentityDocumentReader {
    private let prefix: String
    private let limit: Duration
    private let calls = AbandonableCalls(label: "card-read")

    /// Creates a reader; nothing is asked of the service yet.
    ///
    /// - Parameters:
    ///   - readerName: how the reader's name begins; empty takes the first one.
    ///   - pcscdSocket: path of the service's socket where it is not the system's own. It is put
    ///     into the environment (`PCSCLITE_CSOCK_NAME`), which pcsc-lite looks up once: the first
    ///     call of the process decides for all. Create the reader before other threads run.
    public init(readerName: String, pcscdSocket: String?) {
        self.init(readerName: readerName, pcscdSocket: pcscdSocket, limit: .seconds(10))
    }

    init(readerName: String, pcscdSocket: String?, limit: Duration) {
        if let pcscdSocket { setenv("PCSCLITE_CSOCK_NAME", pcscdSocket, 1) }
        (prefix, self.limit) = (readerName, limit)
    }

    /// Every change of the slot. A document on the reader counts as new after an `.absent` only.
    public func presence() -> AsyncStream<DocumentPresence> {
        let watch = SlotWatch(reader: prefix)
        return AsyncStream { await watch.next() }
    }

    /// Reads the document on the reader, in some milliseconds, at most ten seconds.
    ///
    /// - Throws: ``CardReaderError``, or ``DocumentError`` for fields that contradict one another.
    public func read() async throws -> DocumentReading {
        let prefix = prefix
        guard
            let reading = try await calls.run(within: limit, { try Self.readDocument(prefix) })
        else { throw CardReaderError.silent }
        return reading
    }

    private static func readDocument(_ prefix: String) throws -> DocumentReading {
        let context = try PCSCContext()
        let reader = try context.reader(named: prefix)
        let before = try context.slot(of: reader)
        guard before.isPresent else { throw CardReaderError.noCard }
        guard before.answerToReset.isIdentityCard else { throw CardReaderError.notIdentityCard }
        let card = try context.withCard(in: reader) { (card) throws(CardReaderError) in
            try CardContent.read(card.transmit)
        }
        // Two cards swapped within one poll of the service must not become one person.
        let after = try context.slot(of: reader)
        guard after.isPresent, after.events == before.events else {
            throw CardReaderError.cardRemoved
        }
        return DocumentReading(
            document: try card.image.document(chipSerial: card.serial),
            encodedPhoto: card.image.photo)
    }
}
