public import Registry

/// Somebody who signs in to the platform.
public struct Account: Equatable, Sendable, Identifiable {
    /// What he signs in with.
    public let id: Identifier<Account>
    /// Name beside what he does.
    public let name: String
    /// What he may do.
    public let role: Role
    /// Where.
    public let scope: AccessScope
    /// A landlord's id in the village of his scope.
    public let landlord: Identifier<Landlord>?
    /// How often password or codes were changed.
    var generation = 0

    /// Roles that have accounts. Grids are not known here yet, kiosks have certificates, clerks
    /// sign in at their desk.
    public static let roles: [Role] = [
        .countyOfficer, .streetOfficer, .villageOfficer, .landlord,
    ]

    /// Creates an account; `nil` where role and scope do not fit.
    public init?(
        id: Identifier<Account>, name: String, role: Role, street: String? = nil,
        village: Identifier<Village>? = nil, landlord: Identifier<Landlord>? = nil
    ) {
        let names = (street != nil, village != nil, landlord != nil)
        switch role {
        case .countyOfficer: guard names == (false, false, false) else { return nil }
        case .streetOfficer: guard names == (true, false, false) else { return nil }
        case .villageOfficer: guard names == (false, true, false) else { return nil }
        case .landlord: guard names == (false, true, true) else { return nil }
        case .anyone, .clerk, .gridOfficer, .kiosk: return nil
        }
        (self.id, self.name, self.role, self.landlord) = (id, name, role, landlord)
        // One name stands for all of a landlord's houses.
        scope = AccessScope(
            street: street, village: village?.rawValue, house: landlord?.rawValue)
    }
}
