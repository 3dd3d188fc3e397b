import Registry

/// Characters of machine-readable zones: what they may be, their check digits, names and dates.
enum MRZText {
    /// `<`, which fills fields and parts words.
    static let filler = UInt8(ascii: "<")

    /// A–Z, 0–9 and the filler.
    static func isAllowed(_ byte: UInt8) -> Bool { value(of: byte) != nil }

    /// The check digit's character (part 3 § 4.9): weights 7, 3, 1, modulo 10.
    static func checkDigit(_ field: some Sequence<UInt8>) -> UInt8 {
        let weights = [7, 3, 1]
        let sum = field.enumerated().reduce(0) { sum, next in
            (sum + (value(of: next.element) ?? 0) * weights[next.offset % 3]) % 10
        }
        return UInt8(ascii: "0") + UInt8(sum)
    }

    /// A field without the fillers behind it; those within it become spaces.
    static func text(_ field: ArraySlice<UInt8>) -> String {
        let end = field.lastIndex { $0 != filler }.map { $0 + 1 } ?? field.startIndex
        return String(decoding: field[..<end].map { $0 == filler ? 0x20 : $0 }, as: UTF8.self)
    }

    /// Surname and given names, which two fillers part.
    static func names(_ field: ArraySlice<UInt8>) -> (surname: String, givenNames: String) {
        let gap = field.indices.dropLast().first { field[$0] == filler && field[$0 + 1] == filler }
        guard let gap else { return (text(field), "") }
        return (text(field[..<gap]), text(field[gap...].drop { $0 == filler }))
    }

    /// `YYMMDD` in `year`; `nil` when there is no such day.
    static func date(_ text: String, year: Int) -> CalendarDate? {
        guard let month = Int(text.dropFirst(2).prefix(2)), let day = Int(text.suffix(2)) else {
            return nil
        }
        return CalendarDate(year: year, month: month, day: day)
    }

    /// Refuses what cannot be a date; parts of a date of birth may be unknown.
    static func checkDates(birth: String, expiry: String) throws(PassportError) {
        func isPossible(_ text: String) -> Bool {
            guard let month = Int(text.dropFirst(2).prefix(2)), let day = Int(text.suffix(2))
            else { return text.utf8.allSatisfy { $0 == filler || isDigit($0) } }
            return (1...12).contains(month) && (1...31).contains(day)
                && text.utf8.prefix(2).allSatisfy { $0 == filler || isDigit($0) }
        }
        guard isPossible(birth), isPossible(expiry), expiry.utf8.allSatisfy(isDigit) else {
            throw .accessUnreadable
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func value(of byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x5A: Int(byte) - 0x41 + 10
        case filler: 0
        default: nil
        }
    }
}
