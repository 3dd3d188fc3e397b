import Registry

/// Fields that several layouts have, each where the layout has it.
extension CardText {
    /// The sex at `range`, one digit.
    func sex(_ range: Range<Int>) throws(CardReaderError) -> Sex {
        guard let sex = Int(try field(range)).flatMap(Sex.init(rawValue:)) else {
            throw .unreadable(status: nil)
        }
        return sex
    }

    /// The day at `range`, `YYYYMMDD`.
    func day(_ range: Range<Int>) throws(CardReaderError) -> CalendarDate {
        guard let day = CalendarDate(try field(range)) else { throw .unreadable(status: nil) }
        return day
    }

    /// The count at `range`, digits; `nil` where it is blank.
    func count(_ range: Range<Int>) throws(CardReaderError) -> Int? {
        let text = try field(range)
        if text.isEmpty { return nil }
        guard text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let count = Int(text)
        else { throw .unreadable(status: nil) }
        return count
    }

    /// The three letters of a country at `range`.
    func nationality(_ range: Range<Int>) throws(CardReaderError) -> String {
        let text = try field(range)
        guard text.utf8.count == 3,
            text.utf8.allSatisfy({ UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 })
        else { throw .unreadable(status: nil) }
        return text
    }

    /// The number at `range`, checked against the day of birth and the sex.
    ///
    /// - Throws: ``DocumentError/contradictory`` when one of them is wrong.
    func identityNumber(
        _ range: Range<Int>, birth: Range<Int>, sex: Sex
    ) throws -> IdentityNumber {
        let born = CalendarDate(try field(birth))
        let number: IdentityNumber
        do {
            number = try IdentityNumber(field(range))
        } catch is IdentityNumberError {
            throw DocumentError.contradictory
        }
        guard number.birthDate == born else { throw DocumentError.contradictory }
        switch sex {
        case .male, .female:
            guard number.sex == sex else { throw DocumentError.contradictory }
        case .unknown, .unstated: break
        }
        return number
    }

    /// First and last day of validity; no last day for 长期.
    func validity(
        _ first: Range<Int>, _ last: Range<Int>
    ) throws -> (from: CalendarDate, until: CalendarDate?) {
        let from = try day(first)
        if try field(last) == "长期" { return (from, nil) }
        let until = try day(last)
        guard from <= until else { throw DocumentError.contradictory }
        return (from, until)
    }
}
