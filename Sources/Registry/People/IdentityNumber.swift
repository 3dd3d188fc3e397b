/// An 18-character number (GB 11643): division, birth date, sequence, check.
///
/// Residents have one, holders of a residence permit for Hong Kong, Macao and Taiwan, and, since
/// 2023, foreigners with permanent residence.
public struct IdentityNumber: Hashable, Sendable {
    /// 17 digits and a digit or `X`.
    public let text: String
    /// The birth date in characters 7 to 14.
    public let birthDate: CalendarDate

    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checks = Array("10X98765432")

    /// Checks length, digits, date and check character. Division codes are not checked against
    /// a list: codes are abolished, and a card keeps the one it was issued with.
    public init(_ text: String) throws(IdentityNumberError) {
        let characters = Array(text)
        guard characters.count == 18 else { throw .wrongLength }
        let digits = characters.prefix(17).compactMap { $0.isASCII ? $0.wholeNumberValue : nil }
        guard digits.count == 17 else { throw .notDigits }
        guard let birthDate = CalendarDate(String(characters[6..<14])) else { throw .noSuchDate }
        let sum = zip(digits, Self.weights).reduce(0) { $0 + $1.0 * $1.1 }
        guard characters[17] == Self.checks[sum % 11] else { throw .wrongCheck }
        (self.text, self.birthDate) = (text, birthDate)
    }

    /// Odd sequence numbers are given to men.
    public var sex: Sex {
        let digit = text.dropLast().last?.wholeNumberValue ?? 0
        return digit.isMultiple(of: 2) ? .female : .male
    }

    /// The family of documents whose numbers begin like this one: 810000, 820000 and 830000 are
    /// Hong Kong, Macao and Taiwan; 9 and the province stand before a foreigner's country.
    public var kind: IdentityDocument.Kind {
        if ["810000", "820000", "830000"].contains(text.prefix(6)) { return .hmt }
        return text.hasPrefix("9") ? .foreigner2023 : .resident
    }
}

/// Why a text is no identity number.
public enum IdentityNumberError: Error, Equatable {
    case wrongLength, notDigits, noSuchDate, wrongCheck
}

/// The number on a foreigner's permanent residence card of 2017: three letters of the country and
/// twelve digits. How its check digit is reckoned was never published.
public struct ForeignerNumber: Hashable, Sendable {
    /// Three upper-case letters and twelve digits.
    public let text: String

    /// `nil` for a text of another form.
    public init?(_ text: String) {
        let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard text.utf8.count == 15, text.utf8.prefix(3).allSatisfy(letters.contains),
            text.utf8.dropFirst(3).allSatisfy(digits.contains)
        else { return nil }
        self.text = text
    }
}
