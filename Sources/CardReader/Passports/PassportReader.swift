public import Registry

/// Reads one passport's chip, from its first command to the document.
struct PassportReader {
    /// What the data page gives.
    let access: PassportAccess
    /// The states that are trusted.
    let issuers: IssuerCertificates
    /// Now, in seconds since 1970.
    let time: Int
    /// Today, by which two digits of a year find their century.
    let today: CalendarDate

    /// Reads the chip; `transmit` sends one command and gives the answer's bytes.
    ///
    /// - Throws: ``PassportError``, or ``CardReaderError`` when the chip is pulled away.
    func read(
        _ transmit: @escaping ([UInt8]) throws(CardReaderError) -> [UInt8]
    ) throws -> PassportReading {
        var session = ChipSession(transmit)
        try session.open(by: access)
        var files: [PassportFile: [UInt8]] = [:]
        defer { for file in PassportFile.allCases { files[file]?.wipe() } }
        let common = try session.file(.common).flatMap { try? CommonFile($0) }
        for file in [PassportFile.zone, .picture, .holder, .document, .security] {
            let isOptional = file == .holder || file == .document
            if isOptional, let common, !common.lists(file) { continue }
            files[file] = try session.file(file)
        }
        return try reading(of: files)
    }

    private func reading(of files: [PassportFile: [UInt8]]) throws -> PassportReading {
        guard let zoneFile = files[.zone] else { throw PassportError.unreadable(status: nil) }
        let zone = try ZoneFile(zoneFile).zone
        let holder = files[.holder].flatMap { try? HolderFile($0) }
        let picture = files[.picture].flatMap { try? PictureFile($0) }
        let more = files[.document].flatMap { try? DocumentFile($0) }
        guard let birthDate = holder?.birthDate ?? zone.birthDate(asOf: today),
            let expiry = zone.expiryDate(asOf: today)
        else { throw PassportError.unreadable(status: nil) }
        let chineseName = holder?.name.flatMap(Self.chineseName)
        var document = IdentityDocument(
            kind: .passport, name: chineseName ?? zone.fullName, number: zone.documentNumber,
            sex: zone.sex, ethnicGroup: nil, birthDate: birthDate,
            address: holder?.address ?? "", issuer: more?.authority ?? zone.issuingState,
            validFrom: more?.issueDate ?? birthDate, validUntil: expiry, chipSerial: nil)
        document.latinName = zone.fullName
        document.nationality = zone.nationality
        document.authenticity = try authenticity(of: files, zone)
        return PassportReading(
            document: document, picture: picture?.picture,
            warnings: Self.warnings(picture: picture, hasIssueDate: more?.issueDate != nil))
    }

    private func authenticity(
        of files: [PassportFile: [UInt8]], _ zone: MachineReadableZone
    ) throws -> Authenticity {
        // A chip that opens to one page and tells of another belongs to neither.
        if case .mrz(let key) = access, key != zone.key { return .damaged }
        guard let security = files[.security], files[.picture] != nil else { return .damaged }
        let groups = files.reduce(into: [Int: [UInt8]]()) { groups, file in
            if let number = file.key.dataGroup { groups[number] = file.value }
        }
        return try issuers.authenticity(security: security, groups: groups, at: time)
    }

    private static func warnings(
        picture: PictureFile?, hasIssueDate: Bool
    ) -> [PassportReading.Warning] {
        (picture == nil ? [.pictureUnreadable] : []) + (hasIssueDate ? [] : [.issueDateUnknown])
    }

    /// A name in Chinese characters, without spaces; `nil` for a name in another script.
    private static func chineseName(_ name: String) -> String? {
        let name = String(name.filter { $0 != " " })
        let isChinese = name.unicodeScalars.allSatisfy {
            $0.properties.isIdeographic || $0 == "·"
        }
        return isChinese ? name : nil
    }
}

/// What a passport's chip gave.
public struct PassportReading: Equatable, Sendable {
    /// What a clerk should know although the passport was read.
    public enum Warning: String, Sendable, Codable {
        /// The chip has no picture, or one in no known coding: a person compares.
        case pictureUnreadable
        /// The chip does not say when the passport was issued: its first day of validity is
        /// taken to be the holder's birth.
        case issueDateUnknown
    }

    /// The text fields and the chip's authenticity.
    public let document: IdentityDocument
    /// The holder's picture as stored, JPEG or JPEG 2000; `nil` where it is unreadable.
    public let picture: [UInt8]?
    /// In the order of the fields.
    public let warnings: [Warning]
}
