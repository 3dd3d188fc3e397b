import Registry
import Storage
import Web

/// Somebody whom a clerk looked up, with one of his tenancies. It is personal: the look is in the
/// journal before it is shown.
struct FoundPerson: Equatable, Sendable {
    let name: String
    let maskedNumber: String
    /// Empty once its time is over.
    let phone: String
    let house: String
    let room: String
    let lease: String
    let from: CalendarDate
    let until: CalendarDate
    /// `nil` while it lasts.
    let endedAt: Timestamp?
    /// Whether another kiosk of the village made it.
    let isElsewhere: Bool
}

extension DeskCounter {
    /// The people in a search that found nobody.
    static let nobody = "nobody"

    func find(_ query: PersonQuery, reason: String, by staff: Staff) async throws -> [FoundPerson] {
        let found = try await data.tenancies.find(query)
        // One that finds nobody tells something, too.
        let subjects = found.isEmpty ? [Self.nobody] : found.map(\.tenancy.id.rawValue)
        for subject in subjects {
            try await data.journal.recordLook(
                by: staff.id, at: subject, purpose: "查找：\(reason)", from: .desk, time: clock())
        }
        return found.map(FoundPerson.init)
    }

    func tenancies(of landlord: Staff) async throws -> [TenancyRow] {
        let own = try await ownRooms(of: landlord)
        let records = try await data.tenancies.list().filter { own.contains($0.tenancy.room) }
        let ids = Set(records.map(\.tenancy.id))
        return try await tenancies().filter { ids.contains($0.tenancy) }
    }

    func learnCard(_ tenancy: Identifier<Tenancy>, byLandlord landlord: Staff) async throws {
        let room = try await data.tenancies.tenancy(tenancy).tenancy.room
        guard try await ownRooms(of: landlord).contains(room) else {
            throw FaultError(fault: .notOwnHouse)
        }
        try await learnCard(tenancy, by: landlord)
    }

    /// A landlord's number at the desk is his id in the village.
    private func ownRooms(of landlord: Staff) async throws -> Set<Identifier<Room>> {
        let offers = try await data.village.offers()
        return Set(
            offers.filter { $0.house.landlord.rawValue == landlord.id.rawValue }.map(\.room.id))
    }
}

extension FoundPerson {
    fileprivate init(_ record: TenancyRecord) {
        self.init(
            name: record.tenant.name, maskedNumber: record.tenant.maskedNumber,
            phone: record.phone, house: record.address, room: record.roomNumber,
            lease: record.tenancy.lease, from: record.tenancy.from, until: record.tenancy.until,
            endedAt: record.endedAt, isElsewhere: record.madeBy != nil)
    }
}
