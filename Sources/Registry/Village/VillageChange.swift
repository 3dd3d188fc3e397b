/// Names a kiosk; it holds nothing itself.
public enum KioskStation {}
/// Names a village; it holds nothing itself.
public enum Village {}

/// Something the platform tells a kiosk of its village: the newest state of one thing, so that
/// only the last of several changes need come.
public enum VillageChange: Equatable, Sendable, Codable {
    case landlord(Landlord)
    case house(House)
    case room(Room)
    case controller(DoorController)
    /// A tenancy, made by the kiosk named.
    case tenancy(TenancyReport, madeBy: Identifier<KioskStation>)
    /// Something the kiosk is asked to do.
    case request(TenancyRequest)
    /// Something a clerk of the kiosk must settle.
    case task(VillageTask)
}

/// A registration that a landlord asks for from elsewhere; the owning kiosk accepts or refuses.
public struct TenancyRequest: Equatable, Sendable, Codable, Identifiable {
    /// Also the id of the tenancy, should it be accepted: asked twice, it is recorded once.
    public let id: Identifier<TenancyRequest>
    /// Which room.
    public let room: Identifier<Room>
    /// Who is to live there.
    public let tenant: IdentityDocument
    /// His phone.
    public let phone: String
    /// First day.
    public let from: CalendarDate
    /// Last day.
    public let until: CalendarDate
    /// After this nobody may act on it any more.
    public let expiresAt: Timestamp

    /// Creates a request.
    public init(
        id: Identifier<TenancyRequest>, room: Identifier<Room>, tenant: IdentityDocument,
        phone: String, from: CalendarDate, until: CalendarDate, expiresAt: Timestamp
    ) {
        (self.id, self.room, self.tenant, self.phone) = (id, room, tenant, phone)
        (self.from, self.until, self.expiresAt) = (from, until, expiresAt)
    }

    /// The tenancy it becomes.
    public var tenancy: Identifier<Tenancy> { Identifier(id.rawValue) }
}

/// What became of a request.
public struct RequestAnswer: Equatable, Sendable, Codable {
    /// Which request.
    public let request: Identifier<TenancyRequest>
    /// Why it was refused; `nil` when it was done.
    public let fault: Fault?

    /// Creates an answer.
    public init(request: Identifier<TenancyRequest>, fault: Fault?) {
        (self.request, self.fault) = (request, fault)
    }
}

/// A matter the platform lays before a kiosk's clerk.
public struct VillageTask: Equatable, Sendable, Codable, Identifiable {
    /// What it is about.
    public enum Matter: Equatable, Sendable, Codable {
        /// More people are recorded in a room than may live there; both records stand.
        case overfullRoom(Identifier<Room>)
    }
    /// The exception at the kiosk has the same id.
    public let id: Identifier<DeskException>
    /// What it is about.
    public let matter: Matter

    /// Creates a task.
    public init(id: Identifier<DeskException>, matter: Matter) {
        (self.id, self.matter) = (id, matter)
    }
}

extension Fault {
    /// Two kiosks that could not see each other filled the last bed.
    public static let overfullRoom = Fault(
        "AD-06", .conflict, tenant: "这间房登记的人数过多，请联系工作人员",
        clerk: "两台自助机离线时各自登记，该房人数超过可住人数，两份登记都有效：请联系房东和租客调换房间。")
}

/// Why a request is refused that is otherwise in order.
public enum RequestError: UserFacing, Equatable {
    case expired

    public var fault: Fault {
        switch self {
        case .expired:
            Fault(
                "RQ-01", .conflict, tenant: "请重新提交",
                clerk: "请求已过有效期，没有办理：请房东重新提交。")
        }
    }
}
