/// A rental building.
public struct House: Equatable, Sendable, Codable, Identifiable {
    /// Land a house stands on; it selects the rules and the lease's text.
    public enum LandType: String, Sendable, Codable {
        /// State-owned, urban: the Housing Rental Regulation binds directly.
        case stateOwned
        /// Collective, village: the province's rules.
        case collective
    }

    public let id: Identifier<House>
    /// The village's own short name, such as 桂花巷 12 号.
    public let address: String
    /// Grade.
    public let colour: Colour
    /// Who lets it.
    public let landlord: Identifier<Landlord>
    /// Land it stands on.
    public let land: LandType

    /// Creates a house.
    public init(
        id: Identifier<House>, address: String, colour: Colour, landlord: Identifier<Landlord>,
        land: LandType
    ) {
        (self.id, self.address, self.colour) = (id, address, colour)
        (self.landlord, self.land) = (landlord, land)
    }
}
