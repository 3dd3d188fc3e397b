import ArgumentParser
import CardReader
import Foundation
import Registry

/// `--mrz M` or `--can C`: what a passport's data page gives to open its chip.
struct PassportOption: ParsableArguments {
    @Option(help: "护照资料页机读区的两行，或含号码和日期的那一行；- 为从标准输入读")
    var mrz: String?
    @Option(help: "护照资料页的卡片接入号（CAN）")
    var can: String?

    func validate() throws {
        if mrz != nil, can != nil { throw ValidationError("--mrz 与 --can 只能给一个") }
    }

    /// `nil` where neither was given.
    ///
    /// - Throws: ``PassportError/accessUnreadable`` for a slip.
    func access() throws -> PassportAccess? {
        if let can { return try PassportAccess(typedCAN: can) }
        guard let mrz else { return nil }
        guard mrz == "-" else { return try PassportAccess(typedMRZ: mrz) }
        let lines = sequence(state: ()) { _ in readLine() }.prefix(3)
        return try PassportAccess(typedMRZ: lines.joined())
    }
}

extension KioskConfiguration {
    /// A reader of passports where the card reader is.
    func passportReader(name: String?) -> PCSCPassportReader {
        PCSCPassportReader(
            readerName: name ?? reader.name, pcscdSocket: reader.pcscdSocket)
    }

    /// The states whose certificates are kept here.
    func issuers() throws -> IssuerCertificates {
        guard let folder = passport.issuers else { return .none }
        return try IssuerCertificates(folder: URL(filePath: folder))
    }
}

extension PCSCPassportReader {
    /// The record of the passport on the reader, for `card read`.
    func record(
        access: PassportAccess, issuers: IssuerCertificates, on day: CalendarDate
    ) async throws -> CardRecord {
        let reading = try await read(access: access, issuers: issuers, today: day)
        return CardRecord(
            reading.document, warnings: reading.warnings.map(\.rawValue), on: day)
    }
}
