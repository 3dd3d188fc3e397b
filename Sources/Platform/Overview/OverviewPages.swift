import Foundation
import Registry
import Web

/// The overview's page and its parts. Nobody's full name or number is on them.
struct OverviewPages: Sendable {
    private let templates: Templates

    /// Reads the templates.
    init() throws { templates = try Templates(folders: [Self.files]) }

    /// The folder of the overview's templates, stylesheet and script.
    static var files: URL {
        (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appending(path: "PageFiles")
    }

    /// The page of one village, at one moment.
    struct View: Sendable {
        /// Who looks, and what his forms carry.
        let viewer: Viewer
        /// All that he may see.
        let villages: [VillageTotals]
        /// The one that is shown; one of `villages`.
        let village: VillageTotals
        let news: [NewsItem]
        let houses: HousePage
        let at: Timestamp
    }

    func page(_ view: View) throws -> String {
        let name = view.village.village.name
        return try templates.html(
            "overview",
            [
                "id": Self.query(view.village.village.id.rawValue), "name": name,
                "isTrial": name.contains("样张"), "position": view.village.village.position,
                "page": view.houses.number,
                "account": view.viewer.user.name, "token": view.viewer.formToken,
                "hasOthers": view.villages.count > 1,
                "villages": view.villages.map {
                    [
                        "id": Self.query($0.village.id.rawValue), "name": $0.village.name,
                        "isShown": $0.village.id == view.village.village.id,
                    ] as [String: Any]
                },
                "totals": try totals(view.village),
                "news": try news(view.news, at: view.at),
                "houses": try houses(view.houses, in: view.village, at: view.at),
            ])
    }

    /// The page where there is no village yet.
    func emptyPage() throws -> String { try templates.html("no-village", [:]) }

    /// A landlord's houses, as they are now.
    func own(
        _ page: HousePage, in village: VillageTotals, viewer: Viewer, at now: Timestamp
    ) throws -> String {
        let name = village.village.name
        return try templates.html(
            "own",
            [
                "name": name, "isTrial": name.contains("样张"), "account": viewer.user.name,
                "token": viewer.formToken,
                "houses": try houses(page, in: village, pages: 1, at: now),
            ])
    }

    /// The part with the numbers.
    func totals(_ shown: VillageTotals) throws -> String {
        try templates.html(
            "totals",
            [
                "houseCount": shown.houseCount,
                "colours": Self.order.map { Self.share($0, of: shown) },
                "rooms": shown.rooms, "freeBeds": shown.freeBeds, "tenants": shown.tenants,
                "arrivals": shown.arrivals, "departures": shown.departures,
                "openTasks": shown.openTasks, "hasTasks": shown.openTasks > 0,
            ])
    }

    /// The part with what happened; times of another day carry it.
    func news(_ news: [NewsItem], at now: Timestamp) throws -> String {
        try templates.html(
            "news",
            [
                "hasNews": !news.isEmpty,
                "news": news.map { item in
                    [
                        "time": item.at.clock(besides: now.day), "kind": item.kind.name,
                        "word": item.kind.chinese, "address": item.address,
                        "room": item.room as Any? ?? false,
                        "person": item.maskedName as Any? ?? false,
                    ] as [String: Any]
                },
            ])
    }

    /// The part with the houses, and the way to the other pages.
    func houses(
        _ page: HousePage, in village: VillageTotals, pages: Int? = nil, at now: Timestamp
    ) throws -> String {
        let pages = pages ?? HousePage.count(of: village.houseCount)
        return try templates.html(
            "houses",
            [
                "id": Self.query(village.village.id.rawValue),
                "houses": page.cards.map { Self.card($0, on: now.day) },
                "isEmpty": page.cards.isEmpty, "hasPages": pages > 1,
                "number": page.number, "pages": pages,
                "previous": page.number > 1 ? page.number - 1 as Any : false,
                "next": page.number < pages ? page.number + 1 as Any : false,
            ])
    }

    /// As the bar and the numbers show them.
    private static let order: [Colour] = [.green, .yellow, .red, .grey]

    /// For the query of an address.
    private static func query(_ id: String) -> String {
        id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}

extension OverviewPages {
    private static func share(_ colour: Colour, of totals: VillageTotals) -> [String: Any] {
        let count = totals.houses[colour] ?? 0
        return [
            "colour": colour.rawValue, "word": colour.chinese, "count": count,
            // The bar is an SVG 1000 wide: widths in a style attribute are refused.
            "width": totals.houseCount == 0 ? 0 : count * 1_000 / totals.houseCount,
            "x": totals.houseCount == 0
                ? 0
                : order.prefix { $0 != colour }.reduce(0) { $0 + (totals.houses[$1] ?? 0) }
                    * 1_000 / totals.houseCount,
        ]
    }

    private static func card(_ house: HouseCard, on day: CalendarDate) -> [String: Any] {
        let beds = house.rooms.reduce(0) { $0 + $1.capacity }
        let taken = house.rooms.reduce(0) { $0 + $1.stays.count }
        return [
            "id": house.id.rawValue, "address": house.address, "colour": house.colour.rawValue,
            "word": house.colour.chinese, "isClosed": !house.colour.mayBeLet,
            "roomCount": house.rooms.count, "taken": taken, "beds": beds,
            "rooms": house.rooms.map { row($0, on: day) },
        ]
    }

    private static func row(_ room: HouseCard.RoomRow, on day: CalendarDate) -> [String: Any] {
        let free = max(0, room.capacity - room.stays.count)
        let over = max(0, room.stays.count - room.capacity)
        return [
            "number": room.number, "capacity": room.capacity, "taken": room.stays.count,
            "beds": (0..<room.stays.count).map { $0 < room.capacity ? "taken" : "over" }
                + (0..<free).map { _ in "free" },
            "free": free > 0 ? free as Any : false, "over": over > 0 ? over as Any : false,
            "stays": room.stays.map { stay in
                [
                    "name": stay.maskedName, "from": stay.from.iso8601,
                    "until": stay.until.iso8601, "isLate": stay.until < day, "kiosk": stay.kiosk,
                ] as [String: Any]
            },
        ]
    }
}

extension NewsItem.Kind {
    /// For the stylesheet.
    fileprivate var name: String {
        switch self {
        case .arrival: "arrival"
        case .departure: "departure"
        case .overfull: "overfull"
        case .settled: "settled"
        case .graded(let colour): colour.rawValue
        }
    }

    fileprivate var chinese: String {
        switch self {
        case .arrival: "入住"
        case .departure: "离房"
        case .overfull: "超员"
        case .settled: "已处理"
        case .graded(let colour): "评为\(colour.chinese)"
        }
    }
}

extension Timestamp {
    /// `11:02`, or `11月20日 11:02` on another day than `day`.
    fileprivate func clock(besides day: CalendarDate) -> String {
        let time = String(chinese.suffix(5))
        return self.day == day ? time : "\(self.day.month)月\(self.day.day)日 \(time)"
    }
}
