/// The 18-character number of a resident (GB 11643): division, birth date, sequence, check.
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
}

/// Why a text is no identity number.
public enum IdentityNumberError: Error, Equatable {
    case wrongLength, notDigits, noSuchDate, wrongCheck
}
