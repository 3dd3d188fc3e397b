import Registry

/// Byte offsets of the fields of a foreigner's permanent residence card of 2017.
private enum Field {
    static let latinName = 0..<120
    static let sex = 120..<122
    static let number = 122..<152
    static let nationality = 152..<158
    static let name = 158..<188
    static let validFrom = 188..<204
    static let validUntil = 204..<220
    static let birth = 220..<236
    static let authority = 240..<248
}

extension IdentityDocument {
    /// Decodes the text of a foreigner's card of 2017.
    init(foreigner2017 text: CardText, chipSerial: [UInt8]?) throws {
        let latin = try text.field(Field.latinName)
        guard !latin.isEmpty else { throw CardReaderError.unreadable(status: nil) }
        guard let number = ForeignerNumber(try text.field(Field.number)) else {
            throw DocumentError.contradictory
        }
        let name = try text.field(Field.name)
        let (validFrom, validUntil) = try text.validity(Field.validFrom, Field.validUntil)
        self.init(
            kind: .foreigner2017, name: name.isEmpty ? latin : name, number: number.text,
            sex: try text.sex(Field.sex), ethnicGroup: nil, birthDate: try text.day(Field.birth),
            address: "", issuer: try text.field(Field.authority), validFrom: validFrom,
            validUntil: validUntil, chipSerial: chipSerial)
        latinName = latin
        nationality = try text.nationality(Field.nationality)
    }
}
