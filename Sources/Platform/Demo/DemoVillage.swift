import Foundation
public import Registry
public import Sealing
import Specimens

/// The made-up village of the kiosks' trial data, as the platform keeps it.
public struct DemoVillage: Sendable {
    /// What came of seeding.
    public enum Outcome: Equatable, Sendable {
        /// The village was made with so many houses.
        case made(houses: Int)
        /// It was there; so many controllers got another address.
        case readdressed(controllers: Int)
        /// It was there, and nothing had to change.
        case unchanged
    }

    /// Its id.
    public static let id = Identifier<Village>("guihua")
    /// Numbers of houses it may have.
    public static var sizes: ClosedRange<Int> { TrialVillage.sizes }
    static let name = "桂花村（样张）"
    /// Who is named as the maker of its first tenancies; no kiosk has this id.
    static let maker = Identifier<KioskStation>("样张")

    private let database: Database
    private let sealer: Sealer

    /// Seeds into `database`; personal fields are sealed by `sealer`.
    public init(database: Database, sealer: Sealer) {
        (self.database, self.sealer) = (database, sealer)
    }

    /// Makes the village in one transaction. One that is there stays as it is, but for the
    /// address of its controllers when one is given: a lab's port may change.
    ///
    /// `houses` is one of `TrialVillage.sizes`; all door controllers are reached at `controllers`,
    /// `host:port`, and with `nil` a new village has none.
    public func seed(houses: Int, controllers: String?) async throws -> Outcome {
        let tables = try DemoTables(
            TrialVillage(houses: houses), controllers: controllers, sealer: sealer)
        return try await database.transaction(.village(Self.id)) { session in
            let isNew = try session.execute(
                "INSERT INTO village (village, name) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                [SQLValue(Self.id), .text(Self.name)])
            if isNew == 1 {
                try tables.write(to: session)
                return .made(houses: tables.houseCount)
            }
            guard let controllers else { return .unchanged }
            return try Self.readdress(controllers, session)
        }
    }

    /// Also gives controllers to a village that was made without.
    private static func readdress(_ address: String, _ session: Session) throws -> Outcome {
        let village = SQLValue(id)
        let houses = try session.rows(
            "SELECT count(*) AS count FROM house WHERE village = $1", [village]
        ).first?.number("count")
        var addresses: [String: String] = [:]
        let known = try session.rows(
            "SELECT id, address FROM controller WHERE village = $1", [village])
        for row in known { addresses[try row.text("id")] = try row.text("address") }
        let changed = TrialVillage(houses: houses ?? 0).controllers(at: address)
            .filter { addresses[$0.id.rawValue] != $0.address }
        guard !changed.isEmpty else { return .unchanged }
        try DemoTables.write(
            changed, from: try session.positions(changed.count, of: id).lowerBound, to: session)
        return .readdressed(controllers: changed.count)
    }
}
