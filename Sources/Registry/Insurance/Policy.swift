/// An insurance a tenant may take at the desk; the catalogue is data, not code.
public struct InsuranceProduct: Equatable, Sendable, Codable, Identifiable {
    public let id: Identifier<InsuranceProduct>
    /// Name on the screen.
    public let name: String
    /// Who carries the risk.
    public let carrier: String
    /// Premium for each begun month of the lease.
    public let premiumPerMonth: Money
    /// What is paid for, in a few sentences.
    public let covers: [String]
    /// Whether what is left of the term is cancelled at check-out; else it runs on to its end.
    public let endsAtCheckOut: Bool

    /// Creates a product.
    public init(
        id: Identifier<InsuranceProduct>, name: String, carrier: String, premiumPerMonth: Money,
        covers: [String], endsAtCheckOut: Bool
    ) {
        (self.id, self.name, self.carrier) = (id, name, carrier)
        (self.premiumPerMonth, self.covers) = (premiumPerMonth, covers)
        self.endsAtCheckOut = endsAtCheckOut
    }

    /// What a lease of `months` costs.
    public func premium(months: Int) -> Money { premiumPerMonth * months }
}

/// What a tenant asks an insurer for.
public struct PolicyApplication: Equatable, Sendable, Codable {
    /// Made on the kiosk; the insurer books it once however often it comes.
    public let key: Identifier<PolicyApplication>
    /// Whose insurance it is.
    public let tenancy: Identifier<Tenancy>
    /// Which product.
    public let product: InsuranceProduct
    /// The insured person's name.
    public let name: String
    /// His document's number.
    public let number: String
    /// His phone.
    public let phone: String
    /// Where he lives: house and room.
    public let place: String
    /// First day.
    public let from: CalendarDate
    /// Last day.
    public let until: CalendarDate
    /// The premium he agreed to.
    public let premium: Money

    /// Creates an application.
    public init(
        key: Identifier<PolicyApplication>, tenancy: Identifier<Tenancy>,
        product: InsuranceProduct, name: String, number: String, phone: String, place: String,
        from: CalendarDate, until: CalendarDate, premium: Money
    ) {
        (self.key, self.tenancy, self.product) = (key, tenancy, product)
        (self.name, self.number, self.phone, self.place) = (name, number, phone, place)
        (self.from, self.until, self.premium) = (from, until, premium)
    }
}

/// A policy as the insurer keeps it.
public struct Policy: Equatable, Sendable, Codable {
    /// Where it stands.
    public enum Status: String, Sendable, Codable {
        /// In force or about to be.
        case booked
        /// Ended before its term.
        case cancelled
    }
    /// The insurer's number.
    public let number: String
    /// The application it was booked for.
    public let key: Identifier<PolicyApplication>
    /// What it costs.
    public let premium: Money
    /// Where it stands.
    public let status: Status

    /// Creates a policy.
    public init(
        number: String, key: Identifier<PolicyApplication>, premium: Money, status: Status
    ) {
        (self.number, self.key, self.premium, self.status) = (number, key, premium, status)
    }
}

/// An insurer. Each call throws a ``UserFacing`` error; after one of `book` it is not known
/// whether there is a policy until ``status(of:)`` answers.
public protocol Carrier: Sendable {
    /// What the application would cost now.
    func quote(_ application: PolicyApplication) async throws -> Money
    /// Books the policy; the same key again gives the same policy.
    func book(_ application: PolicyApplication) async throws -> Policy
    /// Ends a policy on `day`; one that has ended already stays as it is.
    func cancel(_ key: Identifier<PolicyApplication>, on day: CalendarDate) async throws -> Policy
    /// The policy booked for `key`; `nil` when there is none.
    func status(of key: Identifier<PolicyApplication>) async throws -> Policy?
}
