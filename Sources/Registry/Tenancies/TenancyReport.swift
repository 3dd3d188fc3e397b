/// All that a village's records say of one tenancy: what its kiosk sends up and others get.
public struct TenancyReport: Equatable, Sendable, Codable {
    /// The tenancy.
    public let tenancy: Tenancy
    /// Who lives there, without the chip's serial.
    public let tenant: IdentityDocument
    /// His phone.
    public let phone: String
    /// SHA-256 of the archived lease, hexadecimal; `nil` where the landlord keeps it himself.
    public let documentSHA256: String?
    /// When it ended; `nil` while it lasts.
    public let endedAt: Timestamp?

    /// Creates a report; the chip's serial is left out.
    public init(
        tenancy: Tenancy, tenant: IdentityDocument, phone: String, documentSHA256: String?,
        endedAt: Timestamp?
    ) {
        (self.tenancy, self.tenant, self.phone) = (tenancy, tenant.withoutChip, phone)
        (self.documentSHA256, self.endedAt) = (documentSHA256, endedAt)
    }
}

/// The end of a tenancy, as its kiosk recorded it.
public struct TenancyEnd: Equatable, Sendable, Codable {
    /// Which tenancy.
    public let tenancy: Identifier<Tenancy>
    /// When.
    public let endedAt: Timestamp
    /// SHA-256 of the archived settlement, hexadecimal; `nil` where none was drawn up.
    public let documentSHA256: String?

    /// Creates an end.
    public init(tenancy: Identifier<Tenancy>, endedAt: Timestamp, documentSHA256: String?) {
        (self.tenancy, self.endedAt) = (tenancy, endedAt)
        self.documentSHA256 = documentSHA256
    }
}
