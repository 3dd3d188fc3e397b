/// A room that is let as one.
public struct Room: Equatable, Sendable, Codable, Identifiable {
    public let id: Identifier<Room>
    /// House it is in.
    public let house: Identifier<House>
    /// The number on the door, such as 302.
    public let number: String
    /// People who may live in it, 1 or more.
    public let capacity: Int
    /// Floor area in cm², so that 12.5 m² stays exact.
    public let areaCm2: Int
    /// Rent a month the landlord asks.
    public let rent: Money
    /// What is in it, such as 空调; also the lease's inventory.
    public let amenities: [String]

    /// Creates a room.
    public init(
        id: Identifier<Room>, house: Identifier<House>, number: String, capacity: Int,
        areaCm2: Int, rent: Money, amenities: [String]
    ) {
        (self.id, self.house, self.number, self.capacity) = (id, house, number, capacity)
        (self.areaCm2, self.rent, self.amenities) = (areaCm2, rent, amenities)
    }

    /// `12.5` for 125,000 cm².
    public var areaM2: String {
        let tenths = areaCm2 / 1_000
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}

/// A room as it is offered at the desk: with its house and the people in it.
public struct RoomOffer: Equatable, Sendable, Codable {
    /// The room.
    public let room: Room
    /// Its house.
    public let house: House
    /// People who live in it today.
    public let occupants: Int

    /// Creates an offer.
    public init(room: Room, house: House, occupants: Int) {
        (self.room, self.house, self.occupants) = (room, house, occupants)
    }

    /// Beds still free, never negative.
    public var freeBeds: Int { max(0, room.capacity - occupants) }

    /// Whether `people` more may move in. Asked when the room is chosen and again inside the
    /// transaction that records the tenancy.
    public func checkAdmission(of people: Int) throws(AdmissionError) {
        switch house.colour {
        case .grey: throw .houseNotAssessed
        case .red: throw .houseUnsafe
        case .yellow, .green: break
        }
        guard freeBeds >= people else { throw .roomFull }
    }
}

/// Why nobody may move into a room.
public enum AdmissionError: UserFacing, Equatable {
    case houseNotAssessed, houseUnsafe, roomFull, alreadyHoused, unknownRoom

    public var fault: Fault {
        switch self {
        case .houseNotAssessed:
            Fault(
                "AD-01", .forbidden, tenant: "这幢房屋还没有通过安全检查，请另选一间",
                clerk: "灰色房屋：未评定或评定已过期，通过评定前不得入住。")
        case .houseUnsafe:
            Fault(
                "AD-02", .forbidden, tenant: "这幢房屋有隐患，不能入住，请另选一间",
                clerk: "红色房屋：存在否决项，整改复查通过前不得入住。")
        case .roomFull:
            Fault(
                "AD-03", .conflict, tenant: "这间房已住满，请另选一间",
                clerk: "房间人数已达上限，请核对该房在住人员。")
        case .alreadyHoused:
            Fault(
                "AD-04", .conflict, tenant: "您在本村已有入住登记，请联系工作人员",
                clerk: "此人在本村已有有效租住登记：请核对是否重复办理，不能再登记第二处。")
        case .unknownRoom:
            Fault(
                "AD-05", .notFound, tenant: "没有找到这间房，请另选一间",
                clerk: "房间不存在或已被撤销，请核对房屋资料。")
        }
    }
}
