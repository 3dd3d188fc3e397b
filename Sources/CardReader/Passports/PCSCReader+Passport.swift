import Foundation
public import Registry

extension PCSCReader {
    /// Longest read of a passport: a picture of 40 kB at the slowest radio speed takes eight
    /// seconds.
    private static let passportLimit = Duration.seconds(30)

    /// Reads the passport on the reader.
    ///
    /// - Parameters:
    ///   - access: what its data page gives.
    ///   - issuers: the states whose word is taken.
    ///   - today: by which two digits of a year find their century.
    /// - Returns: text, picture, and what the chip proves.
    /// - Throws: ``CardReaderError`` or ``PassportError``.
    public func readPassport(
        access: PassportAccess, issuers: IssuerCertificates, today: CalendarDate
    ) async throws -> PassportReading {
        let passport = PassportReader(
            access: access, issuers: issuers, time: Int(Date.now.timeIntervalSince1970),
            today: today)
        return try await readPassport(passport, within: Self.passportLimit)
    }

    func readPassport(
        _ passport: PassportReader, within limit: Duration
    ) async throws -> PassportReading {
        let prefix = prefix
        let reading = try await calls.run(within: limit) {
            let context = try PCSCContext()
            let reader = try context.reader(named: prefix)
            let before = try context.slot(of: reader)
            guard before.isPresent else { throw CardReaderError.noCard }
            let result = try context.withCard(in: reader) { (card) throws(CardReaderError) in
                Result { try passport.read(card.transmit(bytes:)) }
            }
            let reading = try result.get()
            let after = try context.slot(of: reader)
            guard after.isPresent, after.events == before.events else {
                throw CardReaderError.cardRemoved
            }
            return reading
        }
        guard let reading else { throw CardReaderError.silent }
        return reading
    }
}
