import Foundation
public import Registry

/// Reads passports that lie on a contactless PC/SC reader.
///
/// Each read has a connection to the service and a thread of its own, so that a chip that keeps
/// silent blocks nothing else.
public struct PCSCPassportReader: Sendable {
    private let prefix: String
    private let limit: Duration
    private let layer: any PCSCLayer
    private let calls = AbandonableCalls(label: "passport-read")

    /// Creates a reader; nothing is asked of the service yet.
    ///
    /// - Parameters:
    ///   - readerName: how the reader's name begins; empty takes the first one.
    ///   - pcscdSocket: path of the service's socket where it is not the system's own; the first
    ///     call of the process decides for all. Create the reader before other threads run.
    public init(readerName: String, pcscdSocket: String?) {
        // A picture of 40 kB at the slowest radio speed takes eight seconds.
        self.init(readerName: readerName, pcscdSocket: pcscdSocket, limit: .seconds(30))
    }

    init(
        readerName: String, pcscdSocket: String?, limit: Duration,
        layer: (any PCSCLayer)? = nil
    ) {
        (prefix, self.limit) = (readerName, limit)
        self.layer = layer ?? SystemPCSC(socket: pcscdSocket)
    }

    /// Reads the passport on the reader, in at most thirty seconds.
    ///
    /// - Parameters:
    ///   - access: what its data page gives.
    ///   - issuers: the states whose word is taken.
    ///   - today: by which two digits of a year find their century.
    /// - Returns: text, picture, and what the chip proves.
    /// - Throws: ``CardReaderError`` or ``PassportError``.
    public func read(
        access: PassportAccess, issuers: IssuerCertificates, today: CalendarDate
    ) async throws -> PassportReading {
        let passport = PassportReader(
            access: access, issuers: issuers, time: Int(Date.now.timeIntervalSince1970),
            today: today)
        let (prefix, layer) = (prefix, layer)
        let reading = try await calls.run(within: limit) { try Self.read(passport, prefix, layer) }
        guard let reading else { throw CardReaderError.silent }
        return reading
    }

    /// Whether a passport's chip lies on the reader: its application is asked for, nothing else.
    ///
    /// - Throws: ``CardReaderError``.
    public func hasPassport() async throws -> Bool {
        let (prefix, layer) = (prefix, layer)
        let answer = try await calls.run(within: limit) {
            let context = try PCSCContext(layer)
            return try context.withCard(in: context.reader(named: prefix)) {
                (card) throws(CardReaderError) in
                try ResponseAPDU(card.transmit(bytes: ChipCommand.selectApplication.bytes)).status
            }
        }
        // Chips that are opened by PACE only refuse the application until then.
        return answer == 0x9000 || answer == 0x6982
    }

    private static func read(
        _ passport: PassportReader, _ prefix: String, _ layer: any PCSCLayer
    ) throws -> PassportReading {
        let context = try PCSCContext(layer)
        let reader = try context.reader(named: prefix)
        let before = try context.slot(of: reader)
        guard before.isPresent else { throw CardReaderError.noCard }
        let result = try context.withCard(in: reader) { (card) throws(CardReaderError) in
            Result { try passport.read(card.transmit(bytes:)) }
        }
        let reading = try result.get()
        // Two chips swapped within one poll of the service must not become one person.
        let after = try context.slot(of: reader)
        guard after.isPresent, after.events == before.events else {
            throw CardReaderError.cardRemoved
        }
        return reading
    }
}
