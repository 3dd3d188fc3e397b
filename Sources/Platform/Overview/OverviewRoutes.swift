public import Foundation
public import Hummingbird
public import Logging
public import Registry
import Web

/// The overview over HTTP: one page of a village, and the parts of it that change. It only reads,
/// and shows nobody's full name or number.
public struct OverviewRoutes: Sendable {
    /// Belongs among the program's services.
    public let feed: OverviewFeed
    private let store: OverviewStore
    private let census: VillageCensus
    private let pages: OverviewPages
    private let assets: AssetFiles
    private let now: @Sendable () -> Timestamp

    /// Reads from `database` and follows `news`; `assets` is the folder that set-up fills.
    ///
    /// - Throws: `WebError.missingAsset` for a script that is not there.
    public init(
        database: Database, news: ChangeNews, assets: URL,
        now: @escaping @Sendable () -> Timestamp, logger: Logger
    ) throws {
        let store = OverviewStore(database: database)
        let (census, pages) = (VillageCensus(store: store), try OverviewPages())
        (self.store, self.census, self.pages, self.now) = (store, census, pages, now)
        self.assets = try AssetFiles(
            folders: [WebFiles.folder, OverviewPages.files], installed: assets)
        feed = OverviewFeed(
            store: store, census: census, pages: pages, changes: news, now: now, logger: logger)
    }

    /// What each path does.
    static let actions: [Route: Action] = [
        Route(.get, "/assets/{name}"): .fetchAsset, Route(.get, "/"): .seeOverview,
        Route(.get, "/houses"): .seeOverview, Route(.get, "/events"): .seeOverview,
    ]

    /// Adds `/`, `/houses`, `/events` and `/assets/…`.
    public func add<Context: RequestContext>(to router: Router<Context>) {
        assets.add(to: router)
        router.get("/") { request, _ in try await page(request) }
        router.get("/houses") { request, _ in
            let (_, shown) = try await villages(request)
            let houses = try await houses(request, of: shown)
            return Response.html(try pages.houses(houses, in: shown, at: now()))
        }
        router.get("/events") { request, _ in
            let (_, shown) = try await villages(request)
            return await feed.hub(of: shown.village.id).response()
        }
    }

    private func page(_ request: Request) async throws -> Response {
        guard try await !store.villages().isEmpty else { return .html(try pages.emptyPage()) }
        // Numbers and position first: what changes after them is asked for again by the page.
        let (all, shown) = try await villages(request)
        let view = OverviewPages.View(
            villages: all, village: shown,
            news: try await store.news(of: shown.village.id, at: now()),
            houses: try await houses(request, of: shown), at: now())
        return .html(try pages.page(view))
    }

    /// All villages and the one that the address names, or else the first.
    private func villages(
        _ request: Request
    ) async throws -> (all: [VillageTotals], shown: VillageTotals) {
        let all = try await census.totals(on: now().day)
        let wanted = request.uri.queryParameters["village"].map { String($0) }
        let shown = all.first { wanted == nil || $0.village.id.rawValue == wanted }
        guard let shown else { throw PlatformError.unknownVillage }
        return (all, shown)
    }

    /// The page that the address names, or the nearest there is.
    private func houses(
        _ request: Request, of village: VillageTotals
    ) async throws -> HousePage {
        let wanted = request.uri.queryParameters["page"].flatMap { Int($0) } ?? 1
        let number = min(max(wanted, 1), HousePage.count(of: village.houseCount))
        return try await store.houses(of: village.village.id, page: number, at: now())
    }
}
