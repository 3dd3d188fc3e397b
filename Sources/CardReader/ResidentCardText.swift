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
        guard !name.isEmpty, let sex = try Int(text.field(Field.sex)).flatMap(Sex.init(rawValue:))
        else { throw CardReaderError.unreadable(status: nil) }
        let number = try Self.number(text, sex: sex)
        let (validFrom, validUntil) = try Self.validity(text)
        self.init(
            kind: .resident, name: name, number: number.text, sex: sex,
            ethnicGroup: EthnicGroup.name(code: try text.field(Field.nation)),
            birthDate: number.birthDate, address: try text.field(Field.address),
            issuer: try text.field(Field.authority), validFrom: validFrom,
            validUntil: validUntil, chipSerial: chipSerial)
    }

    private static func number(_ text: CardText, sex: Sex) throws -> IdentityNumber {
        let birth = try CalendarDate(text.field(Field.birth))
        let number: IdentityNumber
        do {
            number = try IdentityNumber(text.field(Field.number))
        } catch is IdentityNumberError {
            throw DocumentError.contradictory
        }
        guard number.birthDate == birth else { throw DocumentError.contradictory }
        switch sex {
        case .male, .female:
            guard number.sex == sex else { throw DocumentError.contradictory }
        case .unknown, .unstated: break
        }
        return number
    }

    private static func validity(_ text: CardText) throws -> (CalendarDate, CalendarDate?) {
        guard let from = try CalendarDate(text.field(Field.validFrom)) else {
            throw CardReaderError.unreadable(status: nil)
        }
        let last = try text.field(Field.validUntil)
        if last == "长期" { return (from, nil) }
        guard let until = CalendarDate(last) else {
            throw CardReaderError.unreadable(status: nil)
        }
        guard from <= until else { throw DocumentError.contradictory }
        return (from, until)
    }
}
