/// Who lets a house.
public struct Landlord: Equatable, Sendable, Codable, Identifiable {
    public let id: Identifier<Landlord>
    /// Name.
    public let name: String
    /// Identity number.
    public let number: String
    /// Phone.
    public let phone: String
    /// What he has authorised the desk to sign for him; `nil` means he must be there.
    public let authority: LettingAuthority?

    /// Creates a landlord.
    public init(
        id: Identifier<Landlord>, name: String, number: String, phone: String,
        authority: LettingAuthority?
    ) {
        (self.id, self.name, self.number) = (id, name, number)
        (self.phone, self.authority) = (phone, authority)
    }
}

/// A landlord's standing will, given once with his document and signature, quoted in each lease.
public struct LettingAuthority: Equatable, Sendable, Codable {
    /// The number of the signed paper.
    public let reference: String
    /// Day he signed it.
    public let signedOn: CalendarDate
    /// Longest term in months.
    public let monthsMax: Int
    /// Deposit, in months of rent.
    public let depositMonths: Int
    /// Days within which a deposit goes back after the tenant has left.
    public let depositReturnDays: Int
    /// The cases in which something may be kept from the deposit.
    public let deductionCases: [String]

    /// Creates an authority.
    public init(
        reference: String, signedOn: CalendarDate, monthsMax: Int, depositMonths: Int,
        depositReturnDays: Int, deductionCases: [String]
    ) {
        (self.reference, self.signedOn, self.monthsMax) = (reference, signedOn, monthsMax)
        (self.depositMonths, self.depositReturnDays) = (depositMonths, depositReturnDays)
        self.deductionCases = deductionCases
    }
}
