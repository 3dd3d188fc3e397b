import Registry

extension TrialVillage {
    /// The village repeats itself every 40 houses, which 25 landlords let.
    static let housesInRound = 40
    static let landlordsInRound = 25

    static let lanes = ["桂花巷", "东溪路", "祠堂弄", "樟树里", "河埠街"]
    /// Houses of a round that are not green, by number in it.
    static let colours: [Int: Colour] = [
        4: .yellow, 13: .yellow, 22: .yellow, 31: .yellow, 38: .yellow,
        7: .red, 19: .red, 33: .red, 11: .grey, 28: .grey,
    ]
    /// What every room has, and what some have (words of the platform's house search).
    static let furniture = ["床", "衣柜", "宽带"]
    static let comforts = ["空调", "热水器", "独立卫生间", "洗衣机", "冰箱", "可做饭", "电视"]

    private static let surnames = ["陈", "林", "王", "周", "吴", "徐", "郑", "叶", "潘"]
    private static let givenNames = ["桂生", "秀兰", "国平", "爱珍", "建华", "春梅", "阿福"]
    /// Landlords of a round who must come themselves.
    private static let withoutAuthority: Set<Int> = [6, 14, 21]
    /// Published by GB 11643 as a specimen; it belongs to nobody.
    private static let specimenNumber = "440524188001010014"

    static func landlord(_ number: Int) -> Landlord {
        let name =
            surnames[number % surnames.count] + givenNames[number % givenNames.count] + "（样张）"
        let inRound = (number - 1) % landlordsInRound + 1
        let authority = LettingAuthority(
            reference: "SQ2026\(digits(number, 2))", signedOn: day(2026, 1, 8),
            monthsMax: number.isMultiple(of: 4) ? 24 : 12,
            depositMonths: number.isMultiple(of: 6) ? 2 : 1,
            depositReturnDays: number.isMultiple(of: 3) ? 15 : 7,
            deductionCases: [
                "拖欠的租金", "拖欠的水、电、燃气费用", "经双方确认的房屋、设施损坏的修理费用",
            ])
        return Landlord(
            id: id(.landlord, number), name: name, number: specimenNumber,
            phone: "100\(digits(number, 8))",
            authority: withoutAuthority.contains(inRound) ? nil : authority)
    }

    /// `number` with zeros before it, at least `count` digits.
    static func digits(_ number: Int, _ count: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }

    /// Kinds of made-up records, as their ids show them.
    enum Kind: UInt8 {
        case house = 1
        case room = 2
        case landlord = 3
        case tenancy = 4
    }

    /// A UUIDv8 (RFC 9562 §5.8) that says what it names: kind, number, part.
    static func id<Subject>(_ kind: Kind, _ number: Int, _ part: Int = 0) -> Identifier<Subject> {
        let tail =
            (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
            + [0, UInt8(truncatingIfNeeded: part)]
        return Identifier("5a4d0000-0000-8000-80\([kind.rawValue].hex)-\(tail.hex)")
    }

    /// 2026-03-01T08:00 in China.
    static let settledAt = Timestamp(milliseconds: 1_772_323_200_000)

    /// Days of this file exist; the epoch stands in for the compiler's sake.
    static func day(_ year: Int, _ month: Int, _ day: Int) -> CalendarDate {
        CalendarDate(year: year, month: month, day: day) ?? settledAt.day
    }
}
