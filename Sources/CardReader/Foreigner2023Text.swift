import Registry

/// Byte offsets of the fields of a foreigner's permanent residence card of 2023. The name in
/// Latin letters stands in two pieces.
private enum Field {
    static let name = 0..<30
    static let sex = 30..<32
    static let renewalCount = 32..<36
    static let birth = 36..<52
    static let latinName = 52..<122
    static let number = 122..<158
    static let validFrom = 188..<204
    static let validUntil = 204..<220
    static let latinNameRest = 220..<242
    static let nationality = 242..<248
    static let formerNumberLink = 250..<256
}

extension IdentityDocument {
    /// Decodes the text of a foreigner's card of 2023 and checks its number: one of a foreigner,
    /// agreeing with date of birth and sex.
    init(foreigner2023 text: CardText, chipSerial: [UInt8]?) throws {
        let latin = try text.field(Field.latinName, continuedAt: Field.latinNameRest)
        guard !latin.isEmpty else { throw CardReaderError.unreadable(status: nil) }
        let sex = try text.sex(Field.sex)
        let number = try text.identityNumber(Field.number, birth: Field.birth, sex: sex)
        guard number.kind == .foreigner2023 else { throw DocumentError.contradictory }
        let name = try text.field(Field.name)
        let (validFrom, validUntil) = try text.validity(Field.validFrom, Field.validUntil)
        let link = try text.field(Field.formerNumberLink)
        self.init(
            kind: .foreigner2023, name: name.isEmpty ? latin : name, number: number.text,
            sex: sex, ethnicGroup: nil, birthDate: number.birthDate, address: "", issuer: "",
            validFrom: validFrom, validUntil: validUntil, chipSerial: chipSerial)
        latinName = latin
        nationality = try text.nationality(Field.nationality)
        issueCount = try text.count(Field.renewalCount)
        formerNumberLink = link.isEmpty ? nil : link
    }
}
