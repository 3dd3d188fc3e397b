import Registry

/// The lines at the foot of a data page, which the chip repeats in DG1 (ICAO 9303 parts 4 to 6).
///
/// Dates keep their six digits, since they are also the chip's key; ``birthDate(asOf:)`` gives
/// them a century.
struct MachineReadableZone: Equatable, Sendable {
    /// Sizes of documents.
    enum Format: CaseIterable {
        /// Card, three lines of 30.
        case td1
        /// Larger card, two lines of 36.
        case td2
        /// Passport, two lines of 44.
        case td3

        var lineLength: Int {
            switch self {
            case .td1: 30
            case .td2: 36
            case .td3: 44
            }
        }
        var length: Int { self == .td1 ? 90 : lineLength * 2 }
    }

    let format: Format
    /// `P` and the like, fillers removed.
    let documentCode: String
    /// Three letters, or fewer: `D` for Germany.
    let issuingState: String
    let surname: String
    /// Several names are parted by spaces; empty for holders of one name.
    let givenNames: String
    /// As printed, without fillers.
    let documentNumber: String
    let nationality: String
    /// `YYMMDD`, unknown parts as fillers.
    let birth: String
    let sex: Sex
    /// `YYMMDD`.
    let expiry: String
    /// The field for the state's own use, without fillers.
    let optional: String
    /// What opens the chip.
    let key: MRZKey

    /// Takes a whole zone apart and checks every check digit.
    ///
    /// - Parameter lines: 90, 72 or 88 characters without line ends, A–Z, 0–9 and `<`.
    /// - Throws: ``PassportError/accessUnreadable`` for anything else.
    init(lines: [UInt8]) throws(PassportError) {
        guard let format = Format.allCases.first(where: { $0.length == lines.count }),
            lines.allSatisfy(MRZText.isAllowed)
        else { throw .accessUnreadable }
        self.format = format
        let fields = Fields(format)
        func text(_ range: Range<Int>) -> String { MRZText.text(lines[range]) }
        documentCode = text(0..<2)
        issuingState = text(2..<5)
        (surname, givenNames) = MRZText.names(lines[fields.names])
        nationality = text(fields.nationality)
        birth = String(decoding: lines[fields.birth], as: UTF8.self)
        expiry = String(decoding: lines[fields.expiry], as: UTF8.self)
        let number: [UInt8]
        (number, optional) = try Self.number(lines, fields)
        documentNumber = MRZText.text(number[...])
        key = MRZKey(number: number, birth: birth, expiry: expiry)
        switch lines[fields.sex] {
        case UInt8(ascii: "M"): sex = .male
        case UInt8(ascii: "F"): sex = .female
        case MRZText.filler, UInt8(ascii: "X"): sex = .unstated
        default: throw .accessUnreadable
        }
        try Self.check(lines, fields)
        try MRZText.checkDates(birth: birth, expiry: expiry)
    }

    /// Surname, then given names, as the page prints them.
    var fullName: String { givenNames.isEmpty ? surname : "\(surname) \(givenNames)" }

    /// The date of birth in the latest century in which it is not after `day`; `nil` where parts
    /// of it are unknown.
    func birthDate(asOf day: CalendarDate) -> CalendarDate? {
        guard let year = Int(birth.prefix(2)) else { return nil }
        let century = day.year - day.year % 100
        let recent = MRZText.date(birth, year: century + year)
        guard let recent, recent <= day else {
            return MRZText.date(birth, year: century - 100 + year)
        }
        return recent
    }

    /// The last day of validity: within 50 years of `day`, before or after.
    func expiryDate(asOf day: CalendarDate) -> CalendarDate? {
        guard let short = Int(expiry.prefix(2)) else { return nil }
        let century = day.year - day.year % 100
        let year =
            [century, century + 100, century - 100].map { $0 + short }
            .first { abs($0 - day.year) < 50 } ?? century + short
        return MRZText.date(expiry, year: year)
    }

    /// Number and optional field. A long number goes on in the optional field when a filler
    /// stands where its check digit would (part 5 § 4.2.2.2, note j).
    private static func number(
        _ lines: [UInt8], _ fields: Fields
    ) throws(PassportError) -> (number: [UInt8], optional: String) {
        let short = lines[fields.number]
        let check = lines[fields.number.upperBound]
        guard check == MRZText.filler, fields.mayBeLong else {
            guard MRZText.checkDigit(short) == check else { throw .accessUnreadable }
            return (Array(short), MRZText.text(lines[fields.optional]))
        }
        let rest = lines[fields.optional].prefix { $0 != MRZText.filler }
        guard let last = rest.last else { throw .accessUnreadable }
        let number = short + rest.dropLast()
        guard MRZText.checkDigit(number) == last else { throw .accessUnreadable }
        return (Array(number), MRZText.text(lines[fields.optional].dropFirst(rest.count)))
    }

    private static func check(_ lines: [UInt8], _ fields: Fields) throws(PassportError) {
        for field in [fields.birth, fields.expiry]
        where MRZText.checkDigit(lines[field]) != lines[field.upperBound] {
            throw .accessUnreadable
        }
        if let checked = fields.checkedOptional {
            let digit = lines[checked.upperBound]
            let isEmpty = lines[checked].allSatisfy { $0 == MRZText.filler }
            // A filler may stand for the zero of an empty field.
            guard
                MRZText.checkDigit(lines[checked]) == digit
                    || (isEmpty && digit == MRZText.filler)
            else { throw .accessUnreadable }
        }
        let all = fields.composite.flatMap { lines[$0] }
        guard MRZText.checkDigit(all) == lines[fields.compositeDigit] else {
            throw .accessUnreadable
        }
    }
}

/// Where the fields stand, counted from the zone's first character.
private struct Fields {
    let names, number, nationality, birth, expiry, optional: Range<Int>
    let sex, compositeDigit: Int
    let composite: [Range<Int>]
    /// The passport's personal number, which has a check digit of its own.
    let checkedOptional: Range<Int>?
    let mayBeLong: Bool

    init(_ format: MachineReadableZone.Format) {
        switch format {
        case .td1:
            (names, number, optional) = (60..<90, 5..<14, 15..<30)
            (birth, sex, expiry, nationality) = (30..<36, 37, 38..<44, 45..<48)
            (composite, compositeDigit) = ([5..<30, 30..<37, 38..<45, 48..<59], 59)
            (checkedOptional, mayBeLong) = (nil, true)
        case .td2:
            (names, number, nationality) = (5..<36, 36..<45, 46..<49)
            (birth, sex, expiry, optional) = (49..<55, 56, 57..<63, 64..<71)
            (composite, compositeDigit) = ([36..<46, 49..<56, 57..<71], 71)
            (checkedOptional, mayBeLong) = (nil, true)
        case .td3:
            (names, number, nationality) = (5..<44, 44..<53, 54..<57)
            (birth, sex, expiry, optional) = (57..<63, 64, 65..<71, 72..<86)
            (composite, compositeDigit) = ([44..<54, 57..<64, 65..<87], 87)
            (checkedOptional, mayBeLong) = (72..<86, false)
        }
    }
}
