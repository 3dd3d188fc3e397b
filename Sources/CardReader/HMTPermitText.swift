import Registry

/// Byte offsets of the fields of a residence permit for Hong Kong, Macao and Taiwan (2018): those
/// of a resident card, the ethnic group left blank, then the travel permit.
private enum Field {
    static let name = 0..<30
    static let sex = 30..<32
    static let birth = 36..<52
    static let address = 52..<122
    static let number = 122..<158
    static let authority = 158..<188
    static let validFrom = 188..<204
    static let validUntil = 204..<220
    static let passNumber = 220..<238
    static let issueCount = 238..<242
}

extension IdentityDocument {
    /// Decodes the text of a residence permit and checks its number: of one of the three
    /// regions, and agreeing with date of birth and sex.
    init(hmt text: CardText, chipSerial: [UInt8]?) throws {
        let name = try text.field(Field.name)
        guard !name.isEmpty else { throw CardReaderError.unreadable(status: nil) }
        let sex = try text.sex(Field.sex)
        let number = try text.identityNumber(Field.number, birth: Field.birth, sex: sex)
        guard number.kind == .hmt else { throw DocumentError.contradictory }
        let (validFrom, validUntil) = try text.validity(Field.validFrom, Field.validUntil)
        let pass = try text.field(Field.passNumber)
        self.init(
            kind: .hmt, name: name, number: number.text, sex: sex, ethnicGroup: nil,
            birthDate: number.birthDate, address: try text.field(Field.address),
            issuer: try text.field(Field.authority), validFrom: validFrom,
            validUntil: validUntil, chipSerial: chipSerial)
        passNumber = pass.isEmpty ? nil : pass
        issueCount = try text.count(Field.issueCount)
    }
}
