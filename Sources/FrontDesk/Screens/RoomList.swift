import Foundation
import Registry

/// The rooms as the visitor sees them: house by house, those with a free bed first, then those
/// that cannot be had, each with the reason.
struct RoomList {
    let offers: [RoomOffer]

    /// Amenities beyond this do not fit on a tile.
    private static let amenitiesMax = 3

    var values: [String: Any] {
        let houses = Dictionary(grouping: offers, by: \.house.id).values
            .sorted {
                Self.address(of: $0).compare(Self.address(of: $1), options: .numeric)
                    == .orderedAscending
            }
        let open = houses.filter { $0.contains { Self.refusal(of: $0) == nil } }
        let closed = houses.filter { $0.allSatisfy { Self.refusal(of: $0) != nil } }
        return [
            "openHouses": open.map(Self.openHouse), "closedHouses": closed.map(Self.closedHouse),
            "hasClosed": !closed.isEmpty, "hasNone": open.isEmpty,
            "freeRooms": offers.count { Self.refusal(of: $0) == nil },
        ]
    }

    private static func refusal(of offer: RoomOffer) -> Fault? {
        do throws(AdmissionError) {
            try offer.checkAdmission(of: 1)
            return nil
        } catch {
            return error.fault
        }
    }

    private static func openHouse(_ offers: [RoomOffer]) -> [String: Any] {
        let free = offers.filter { refusal(of: $0) == nil }
        let full = offers.filter { refusal(of: $0) != nil }
        let cheapest = free.map(\.room.rent).min()
        return head(of: offers).merging([
            "freeCount": free.count, "cheapest": cheapest?.short ?? "",
            "rooms": (sorted(free) + sorted(full)).map(tile),
        ]) { $1 }
    }

    private static func closedHouse(_ offers: [RoomOffer]) -> [String: Any] {
        let reasons = offers.compactMap(refusal)
        let whole = reasons.first { $0.kind == .forbidden }
        return head(of: offers).merging([
            "reason": (whole ?? reasons.first)?.tenant ?? "", "code": reasons.first?.code ?? "",
        ]) { $1 }
    }

    private static func address(of offers: [RoomOffer]) -> String {
        offers.first?.house.address ?? ""
    }

    private static func head(of offers: [RoomOffer]) -> [String: Any] {
        let house = offers.first?.house
        return [
            "address": address(of: offers), "colour": house?.colour.rawValue ?? "",
            "colourName": house?.colour.chinese ?? "",
        ]
    }

    private static func sorted(_ offers: [RoomOffer]) -> [RoomOffer] {
        offers.sorted {
            $0.room.number.compare($1.room.number, options: .numeric) == .orderedAscending
        }
    }

    private static func tile(_ offer: RoomOffer) -> [String: Any] {
        [
            "id": offer.room.id.rawValue, "number": offer.room.number,
            "rent": offer.room.rent.short, "area": offer.room.areaM2,
            "freeBeds": offer.freeBeds, "capacity": offer.room.capacity,
            "amenities": offer.room.amenities.prefix(amenitiesMax).joined(separator: " "),
            "isFree": refusal(of: offer) == nil,
        ]
    }
}

extension Money {
    /// `800`, or `800.50` where there are fen.
    var short: String { fen.isMultiple(of: 100) ? "\(fen / 100)" : decimal }
}
