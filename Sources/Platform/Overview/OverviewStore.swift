import Registry

/// What the overview page reads; it changes nothing.
struct OverviewStore: Sendable {
    /// News are shown for a week, houses with changes stand first for a day.
    static let newsSpan = Duration.seconds(-7 * 86_400)
    static let freshSpan = Duration.seconds(-86_400)

    let database: Database

    /// All villages, by id.
    func villages() async throws -> [VillageMark] {
        try await database.transaction(.county) { session in
            let sql = "SELECT village, name, street, position FROM village ORDER BY village"
            return try session.rows(sql).map {
                VillageMark(
                    id: Identifier(try $0.text("village")), name: try $0.text("name"),
                    street: try $0.optionalText("street"), position: try $0.number("position"))
            }
        }
    }

    /// A village in numbers; `day` is that of its check-ins and check-outs.
    func totals(of village: VillageMark, on day: CalendarDate) async throws -> VillageTotals? {
        try await database.transaction(.village(village.id)) { session in
            try session.rows(Self.totals, [SQLValue(village.id), .day(day)]).first.map {
                try VillageTotals(village, $0)
            }
        }
    }

    /// What happened lately, the newest first.
    func news(
        of village: Identifier<Village>, at now: Timestamp, limit: Int = 20
    ) async throws -> [NewsItem] {
        try await database.transaction(.village(village)) { session in
            let values: [SQLValue] = [
                SQLValue(village), .timestamp(now + Self.newsSpan), .integer(limit),
            ]
            return try session.rows(Self.news, values).compactMap(NewsItem.init)
        }
    }

    /// The houses of one page: first those that changed lately, the newest first, then red, grey
    /// and yellow ones, then all others by address. With a `landlord` only his.
    func houses(
        of village: Identifier<Village>, landlord: Identifier<Landlord>? = nil, page: Int,
        at now: Timestamp
    ) async throws -> HousePage {
        try await database.transaction(.village(village)) { session in
            let values: [SQLValue] = [
                SQLValue(village), .timestamp(now + Self.freshSpan),
                .integer(HousePage.size),
                .integer((page - 1) * HousePage.size), SQLValue(landlord?.rawValue),
            ]
            var cards: [HouseCard] = []
            for row in try session.rows(Self.houses, values) { try cards.add(row) }
            return HousePage(number: page, cards: cards)
        }
    }
}

extension OverviewStore {
    private static let totals = """
        WITH midnight AS (
            SELECT $2::date::timestamp AT TIME ZONE 'Asia/Shanghai' AS at
        )
        SELECT * FROM (
            SELECT count(*) FILTER (WHERE colour = 'green') AS green,
                count(*) FILTER (WHERE colour = 'yellow') AS yellow,
                count(*) FILTER (WHERE colour = 'red') AS red,
                count(*) FILTER (WHERE colour = 'grey') AS grey
            FROM house WHERE village = $1
        ) AS houses, (
            SELECT count(*) AS rooms,
                coalesce(sum(greatest(beds - people, 0)) FILTER (
                    WHERE colour IN ('green', 'yellow')), 0)::bigint AS free_beds
            FROM (
                SELECT house.colour, max(room.capacity) AS beds, count(tenancy.id) AS people
                FROM room JOIN house ON house.village = $1 AND house.id = room.house
                LEFT JOIN tenancy ON tenancy.village = $1 AND tenancy.room = room.id
                    AND tenancy.ended_at IS NULL
                WHERE room.village = $1 GROUP BY room.id, house.colour
            ) AS room
        ) AS rooms, (
            SELECT count(*) FILTER (WHERE ended_at IS NULL) AS tenants,
                count(*) FILTER (WHERE recorded_at >= midnight.at) AS arrivals,
                count(*) FILTER (WHERE ended_at >= midnight.at) AS departures
            FROM tenancy, midnight WHERE village = $1
        ) AS stays, (
            SELECT count(*) AS open_tasks FROM task WHERE village = $1 AND settled_at IS NULL
        ) AS tasks
        """

    private static let news = """
        WITH news AS (
            (SELECT 'arrival' AS kind, recorded_at AS at, room, NULL AS house, masked_name
                FROM tenancy WHERE village = $1 AND recorded_at > $2
                ORDER BY recorded_at DESC LIMIT $3)
            UNION ALL
            (SELECT 'departure', ended_at, room, NULL, masked_name
                FROM tenancy WHERE village = $1 AND ended_at > $2
                ORDER BY ended_at DESC LIMIT $3)
            UNION ALL
            (SELECT 'overfull', raised_at, subject, NULL, NULL
                FROM task WHERE village = $1 AND raised_at > $2
                ORDER BY raised_at DESC LIMIT $3)
            UNION ALL
            (SELECT 'settled', settled_at, subject, NULL, NULL
                FROM task WHERE village = $1 AND settled_at > $2
                ORDER BY settled_at DESC LIMIT $3)
            UNION ALL
            (SELECT colour, graded_at, NULL, id, NULL
                FROM house WHERE village = $1 AND graded_at > $2
                ORDER BY graded_at DESC LIMIT $3)
        )
        SELECT news.kind, news.at, news.masked_name, house.address, room.number
        FROM news
        LEFT JOIN room ON room.village = $1 AND room.id = news.room
        JOIN house ON house.village = $1 AND house.id = coalesce(news.house, room.house)
        ORDER BY news.at DESC, news.kind, house.address LIMIT $3
        """

    private static let houses = """
        WITH changed AS (
            SELECT room.house, max(greatest(tenancy.recorded_at, tenancy.ended_at)) AS at
            FROM tenancy JOIN room ON room.village = $1 AND room.id = tenancy.room
            WHERE tenancy.village = $1 AND (tenancy.recorded_at > $2 OR tenancy.ended_at > $2)
            GROUP BY room.house
        ), shown AS (
            SELECT house.id, house.address, house.colour, row_number() OVER (
                ORDER BY greatest(changed.at, CASE WHEN house.graded_at > $2
                        THEN house.graded_at END) DESC NULLS LAST,
                    array_position(ARRAY['red', 'grey', 'yellow'], house.colour) NULLS LAST,
                    house.address COLLATE door_order, house.id) AS place
            FROM house LEFT JOIN changed ON changed.house = house.id
            WHERE house.village = $1 AND ($5::text IS NULL OR house.landlord = $5)
            ORDER BY place LIMIT $3 OFFSET $4
        )
        SELECT shown.*, room.id AS room, room.number, room.capacity, tenancy.masked_name,
            tenancy.from_day, tenancy.until_day, coalesce(kiosk.name, tenancy.kiosk) AS kiosk
        FROM shown
        LEFT JOIN room ON room.village = $1 AND room.house = shown.id
        LEFT JOIN tenancy ON tenancy.village = $1 AND tenancy.room = room.id
            AND tenancy.ended_at IS NULL
        LEFT JOIN kiosk ON kiosk.village = $1 AND kiosk.id = tenancy.kiosk
        ORDER BY shown.place, room.number COLLATE door_order, room.id, tenancy.recorded_at,
            tenancy.id
        """
}
