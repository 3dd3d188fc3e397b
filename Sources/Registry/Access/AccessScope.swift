/// A part of the county: county ⊃ street ⊃ village ⊃ grid ⊃ house.
///
/// Only what is named counts: a scope that names nothing is the county, one that names a village
/// is that village with all its grids and houses.
public struct AccessScope: Hashable, Sendable, Codable {
    /// The sizes, the widest first.
    public enum Level: Int, Sendable, CaseIterable, Comparable {
        case county, street, village, grid, house

        public static func < (left: Level, right: Level) -> Bool {
            left.rawValue < right.rawValue
        }
    }
    /// Id of the street; `nil` for all or for one not known here.
    public let street: String?
    /// Id of the village.
    public let village: String?
    /// Id of the grid, unique within its village.
    public let grid: String?
    /// Id of the house, unique within its village.
    public let house: String?

    /// Names a part; without any name the county.
    public init(
        street: String? = nil, village: String? = nil, grid: String? = nil, house: String? = nil
    ) {
        (self.street, self.village, self.grid, self.house) = (street, village, grid, house)
    }

    /// The narrowest size that is named.
    public var level: Level {
        if house != nil { return .house }
        if grid != nil { return .grid }
        if village != nil { return .village }
        return street == nil ? .county : .street
    }

    /// Whether `other` lies wholly in this part.
    public func contains(_ other: AccessScope) -> Bool {
        let names: [(String?, String?)] = [
            (street, other.street), (village, other.village), (grid, other.grid),
            (house, other.house),
        ]
        return names.allSatisfy { mine, its in mine == nil || mine == its }
    }
}
