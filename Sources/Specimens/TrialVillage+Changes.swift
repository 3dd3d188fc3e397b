public import Registry

extension TrialVillage {
    /// The village as a platform tells a kiosk of it; those who live there already were recorded
    /// by a kiosk called `seed`.
    public var changes: [VillageChange] {
        landlords.map { .landlord($0) } + houses.map { .house($0) } + rooms.map { .room($0) }
            + occupants.map {
                .tenancy(
                    TenancyReport(
                        tenancy: $0.tenancy, tenant: $0.document, phone: $0.phone,
                        documentSHA256: nil, endedAt: nil), madeBy: Identifier("seed"))
            }
    }
}
