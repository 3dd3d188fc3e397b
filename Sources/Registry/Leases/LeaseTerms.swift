/// What the tenant chooses of a lease.
public struct LeaseTerms: Equatable, Sendable, Codable {
    /// First day.
    public let from: CalendarDate
    /// Whole months, 1 or more.
    public let months: Int
    /// The tenant's phone, 11 digits.
    public let phone: String
    /// The insurance he takes; `nil` when he declines.
    public var insurance: InsuranceProduct?

    /// Checks the choice against the landlord's authority and `today`.
    public init(
        from: CalendarDate, months: Int, phone: String, authority: LettingAuthority,
        today: CalendarDate
    ) throws(LeaseError) {
        guard (0...Self.daysAheadMax).contains(from.daysSince1970 - today.daysSince1970) else {
            throw .startOutOfRange
        }
        guard (1...max(1, authority.monthsMax)).contains(months) else { throw .termOutOfRange }
        guard phone.count == 11, phone.first == "1",
            phone.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw .noPhone }
        (self.from, self.months, self.phone) = (from, months, phone)
    }

    /// A lease may begin today or this many days later.
    public static let daysAheadMax = 30

    /// Last day of the term: the eve of the day that answers to the first one, or the month's
    /// last day where the month is too short for it.
    public var until: CalendarDate {
        let end = from.adding(months: months)
        return end.day < from.day ? end : end.adding(days: -1)
    }
}

/// Why a lease cannot be made.
public enum LeaseError: UserFacing, Equatable {
    case startOutOfRange, termOutOfRange, noPhone, noSignature, noAuthority

    public var fault: Fault {
        switch self {
        case .startOutOfRange:
            Fault(
                "LE-01", .invalid, tenant: "请选择今天起三十天内的入住日",
                clerk: "起租日须在今天起三十天内。")
        case .termOutOfRange:
            Fault(
                "LE-02", .invalid, tenant: "请选择房东允许的租期",
                clerk: "租期超出房东常年授权的最长月数。")
        case .noPhone:
            Fault("LE-03", .invalid, tenant: "请填写十一位手机号码", clerk: "手机号码应为十一位数字。")
        case .noSignature:
            Fault("LE-04", .invalid, tenant: "请在框内签名", clerk: "签名为空或笔画过少，请租客重签。")
        case .noAuthority:
            Fault(
                "LE-05", .forbidden, tenant: "这间房需要房东到场，请联系工作人员",
                clerk: "房东没有常年授权，须本人到场签字；请另选房间或请房东前来。")
        }
    }
}
