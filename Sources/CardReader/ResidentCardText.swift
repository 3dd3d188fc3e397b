import Registry

/// Byte offsets of a resident card's fields, agreed by several public readers.
private enum Field {
    static let name = 0..<30
    static let sex = 30..<32
    static let nation = 32..<36
    static let birth = 36..<52
    static let address = 52..<122
    static let number = 122..<158
    static let authority = 158..<188
    static let validFrom = 188..<204
    static let validUntil = 204..<220
}

extension IdentityDocument {
    /// Decodes the text of a resident card and checks its number against date of birth and sex.
    init(resident text: CardText, chipSerial: [UInt8]?) throws {
        let name = try text.field(Field.name)
        guard !name.isEmpty else { throw CardReaderError.unreadable(status: nil) }
        let sex = try text.sex(Field.sex)
        let number = try text.identityNumber(Field.number, birth: Field.birth, sex: sex)
        let (validFrom, validUntil) = try text.validity(Field.validFrom, Field.validUntil)
        self.init(
            kind: .resident, name: name, number: number.text, sex: sex,
            ethnicGroup: EthnicGroup.name(code: try text.field(Field.nation)),
            birthDate: number.birthDate, address: try text.field(Field.address),
            issuer: try text.field(Field.authority), validFrom: validFrom,
            validUntil: validUntil, chipSerial: chipSerial)
    }
}
