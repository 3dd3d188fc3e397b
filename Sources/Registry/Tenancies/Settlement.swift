/// What the room's meters show when a tenant leaves.
public struct MeterReadings: Equatable, Sendable, Codable {
    /// Tenths of a kilowatt-hour, 0...9,999,999.
    public let electricityTenths: Int
    /// Tenths of a cubic metre, 0...9,999,999.
    public let waterTenths: Int

    /// The highest figure a meter of six digits and one decimal shows.
    public static let tenthsMax = 9_999_999

    /// Takes two figures. Throws ``SettlementError/meterUnread`` for one no meter can show.
    public init(electricityTenths: Int, waterTenths: Int) throws(SettlementError) {
        let range = 0...Self.tenthsMax
        guard range.contains(electricityTenths), range.contains(waterTenths) else {
            throw .meterUnread
        }
        (self.electricityTenths, self.waterTenths) = (electricityTenths, waterTenths)
    }
}

/// Something kept back from the deposit, under one of the cases the lease names.
public struct Deduction: Equatable, Sendable, Codable {
    /// The lease's words.
    public let ground: String
    /// How much.
    public let amount: Money

    /// Creates a deduction.
    public init(ground: String, amount: Money) { (self.ground, self.amount) = (ground, amount) }
}

/// What landlord and tenant owe each other when a tenancy ends 离房结算.
public struct Settlement: Equatable, Sendable, Codable {
    /// Who ended the tenancy.
    public enum Basis: Equatable, Sendable, Codable {
        /// The tenant, with his card on the reader.
        case tenant
        /// A clerk, with his reason.
        case clerk(Identifier<Staff>, reason: String)
    }

    /// The paper's number, such as `TF20261123-0001`.
    public let number: String
    /// The lease it ends.
    public let lease: LeaseDraft
    /// Last day in the room.
    public let leftOn: CalendarDate
    /// What the meters show.
    public let meters: MeterReadings
    /// Kept back from the deposit.
    public let deductions: [Deduction]
    /// Who ended it.
    public let basis: Basis
    /// When it was drawn up.
    public let madeAt: Timestamp

    /// Draws up a settlement.
    ///
    /// Throws ``SettlementError`` for a deduction the lease does not name, and for more than the
    /// deposit.
    public init(
        number: String, lease: LeaseDraft, leftOn: CalendarDate, meters: MeterReadings,
        deductions: [Deduction], basis: Basis, madeAt: Timestamp
    ) throws(SettlementError) {
        let grounds = lease.authority.deductionCases
        guard deductions.allSatisfy({ grounds.contains($0.ground) && $0.amount.fen > 0 }) else {
            throw .groundNotInLease
        }
        // One by one, so that no sum of absurd amounts can overflow.
        var left = lease.deposit.fen
        for deduction in deductions {
            guard deduction.amount.fen <= left else { throw .moreThanDeposit }
            left -= deduction.amount.fen
        }
        (self.number, self.lease, self.leftOn) = (number, lease, leftOn)
        (self.meters, self.deductions) = (meters, deductions)
        (self.basis, self.madeAt) = (basis, madeAt)
    }

    /// What goes back to the tenant.
    public var refund: Money {
        deductions.reduce(lease.deposit) { Money(fen: $0.fen - $1.amount.fen) }
    }
    /// Day by which it goes back.
    public var refundBy: CalendarDate { leftOn.adding(days: lease.authority.depositReturnDays) }
}

/// Why a tenancy cannot be settled as asked.
public enum SettlementError: UserFacing, Equatable {
    case meterUnread, groundNotInLease, moreThanDeposit, notATenant, madeElsewhere, noLease

    public var fault: Fault {
        switch self {
        case .meterUnread:
            Fault(
                "CO-01", .invalid, tenant: "请照表上的数字输入",
                clerk: "水表或电表读数不对：至多六位整数、一位小数，请照表重填。")
        case .groundNotInLease:
            Fault(
                "CO-02", .invalid, tenant: "请联系工作人员结算",
                clerk: "合同没有约定这项扣款，或金额不大于零：请按合同列明的情形扣款。")
        case .moreThanDeposit:
            Fault(
                "CO-03", .invalid, tenant: "请联系工作人员结算",
                clerk: "扣款合计超过押金：超出部分请房东与租客另行解决，押金内重新填写。")
        case .notATenant:
            Fault(
                "CO-04", .notFound, tenant: "没有找到您的租住登记，请联系工作人员",
                clerk: "这张证件在本村没有在住登记：请核对证件，或查是否已经注销。")
        case .madeElsewhere:
            Fault(
                "CO-05", .forbidden, tenant: "请到原来办理入住的地方注销",
                clerk: "这份登记由另一台自助机办理，须在那台办理离房注销。")
        case .noLease:
            Fault(
                "CO-06", .forbidden, tenant: "请联系房东办理离开登记",
                clerk: "这份登记由房东自主办理，合同不在本机，无法结算：请房东办理离开登记。")
        }
    }
}
