import Registry

/// The choices for a room: first day, months, and what they cost.
struct TermsForm {
    let choice: RoomChoice
    let today: CalendarDate

    /// Offered first where the authority allows it.
    private static let usualMonths = 12

    var values: [String: Any] {
        let (room, authority) = (choice.offer.room, choice.authority)
        let deposit = room.rent * authority.depositMonths
        let longest = max(1, authority.monthsMax)
        let usual = min(Self.usualMonths, longest)
        return [
            "house": choice.offer.house.address, "number": room.number, "rent": room.rent.short,
            "deposit": deposit.short, "depositMonths": authority.depositMonths,
            "sum": (room.rent * usual).short, "monthsMax": longest,
            "monthsText": Self.text(months: usual), "dayText": text(daysAhead: 0),
            "days": (0...LeaseTerms.daysAheadMax).map { ahead -> [String: Any] in
                let day = today.adding(days: ahead)
                return ["value": day.iso8601, "text": text(daysAhead: ahead)]
            },
            "months": (1...longest).map { months -> [String: Any] in
                [
                    "value": months, "text": Self.text(months: months),
                    "sum": (room.rent * months).short, "isUsual": months == usual,
                ]
            },
            "keys": Self.keys,
        ]
    }

    private static func text(months: Int) -> String {
        months.isMultiple(of: 12) ? "\(months) 个月（\(months / 12) 年）" : "\(months) 个月"
    }

    /// The day, and on a second line what people call it.
    private func text(daysAhead: Int) -> String {
        let day = today.adding(days: daysAhead)
        let near = ["今天 ", "明天 ", "后天 "]
        let name = daysAhead < near.count ? near[daysAhead] : ""
        // 1 January 1970 was a Thursday.
        let weekday = Array("四五六日一二三")[day.daysSince1970 % 7]
        return "\(day.chinese)\n\(name)周\(weekday)"
    }

    /// Four in a row, as they stand on the screen.
    private static var keys: [[String: Any]] {
        let words = ["删除": "back", "清空": "clear"]
        return ["1", "2", "3", "删除", "4", "5", "6", "清空", "7", "8", "9", "0"].map {
            ["key": words[$0] ?? $0, "text": $0, "isWord": words[$0] != nil]
        }
    }
}
