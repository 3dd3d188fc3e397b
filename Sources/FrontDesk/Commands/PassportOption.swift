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

    /// What opens the chip, and whose word is taken; `nil` where neither option was given.
    ///
    /// - Throws: exit status 2 for a slip, ``PassportError/issuersUnreadable``.
    func key(_ configuration: KioskConfiguration) throws -> PassportKey? {
        let access: PassportAccess?
        do { access = try typed() } catch {
            let fault = error.fault
            Outcome.say("\(fault.code) \(fault.clerk)", to: .standardError)
            throw ExitCode(2)
        }
        return try access.map { PassportKey(access: $0, issuers: try configuration.issuers()) }
    }

    private func typed() throws(PassportError) -> PassportAccess? {
        if let can { return try PassportAccess(typedCAN: can) }
        guard let mrz else { return nil }
        guard mrz == "-" else { return try PassportAccess(typedMRZ: mrz) }
        let lines = sequence(state: ()) { _ in readLine() }.prefix(3)
        return try PassportAccess(typedMRZ: lines.joined())
    }
}

/// What a passport is read with.
struct PassportKey {
    let access: PassportAccess
    let issuers: IssuerCertificates
}

extension KioskConfiguration {
    /// A reader of passports where the card reader is.
    func passportReader(name: String?) -> PCSCPassportReader {
        PCSCPassportReader(
            readerName: name ?? reader.name, pcscdSocket: reader.pcscdSocket)
    }

    /// The states whose certificates are kept here.
    fileprivate func issuers() throws -> IssuerCertificates {
        guard let folder = passport.issuers else { return .none }
        return try IssuerCertificates(folder: URL(filePath: folder))
    }
}

extension PCSCPassportReader {
    /// The report of the passport on the reader.
    func report(by key: PassportKey, on day: CalendarDate) async throws -> CardReport {
        let reading = try await read(access: key.access, issuers: key.issuers, today: day)
        return CardReport(
            reading.document, on: day, notes: reading.warnings.map(\.rawValue))
    }

    /// The document that `reader` reads; where a passport lies there instead, the fault that asks
    /// for its data page.
    func document(insteadOf reader: any SAMReader) async throws -> IdentityDocument {
        do {
            return try await reader.read().document
        } catch CardReaderError.notIdentityCard {
            // Where it cannot be asked, what the card reader said stands.
            guard (try? await hasPassport()) == true else {
                throw CardReaderError.notIdentityCard
            }
            throw PassportError.accessMissing
        }
    }
}
