public import Foundation
public import Hummingbird
public import Logging
public import Registry
import Web

/// The overview over HTTP: one page of a village, and the parts of it that change; and a landlord's
/// own houses. It only reads, and shows nobody's full name or number.
public struct OverviewRoutes: Sendable {
    /// Belongs among the program's services.
    public let feed: OverviewFeed
    private let accounts: AccountRoutes
    private let store: OverviewStore
    private let census: VillageCensus
    private let pages: OverviewPages
    private let assets: AssetFiles
    private let now: @Sendable () -> Timestamp

    /// Reads from `database` and follows `news`, for people who signed in by `accounts`; `assets`
    /// is the folder that set-up fills.
    ///
    /// - Throws: `WebError.missingAsset` for a script that is not there.
    public init(
        database: Database, news: ChangeNews, accounts: AccountRoutes, assets: URL,
        now: @escaping @Sendable () -> Timestamp, logger: Logger
    ) throws {
        let store = OverviewStore(database: database)
        let (census, pages) = (VillageCensus(store: store), try OverviewPages())
        (self.store, self.census, self.pages, self.now) = (store, census, pages, now)
        self.accounts = accounts
        self.assets = try AssetFiles(
            folders: [WebFiles.folder, OverviewPages.files], installed: assets)
        feed = OverviewFeed(
            store: store, census: census, pages: pages, changes: news, now: now, logger: logger)
    }

    /// What each path does.
    static let actions: [Route: Action] = [
        Route(.get, "/assets/{name}"): .fetchAsset, Route(.get, "/"): .seeOverview,
        Route(.get, "/houses"): .followOverview, Route(.get, "/events"): .followOverview,
        Route(.get, "/own"): .seeOwnHouses,
    ]

    /// Adds `/`, `/houses`, `/events`, `/own` and `/assets/…`.
    public func add<Context: RequestContext & RemoteAddressRequestContext>(
        to router: Router<Context>
    ) {
        assets.add(to: router)
        accounts.add(to: router)
        let group = router.group()
            .add(middleware: accounts.access(to: Self.actions, home: (.seeOverview, "/sign-in")))
        group.get("/") { request, context in try await page(request, context.addressKind) }
        group.get("/houses") { request, _ in
            let viewer = try await accounts.session(of: request)
            let (_, shown) = try await villages(request, for: viewer.user)
            let houses = try await houses(request, of: shown)
            return Response.html(try pages.houses(houses, in: shown, at: now()))
        }
        group.get("/events") { request, _ in
            let viewer = try await accounts.session(of: request)
            let (_, shown) = try await villages(request, for: viewer.user)
            return await feed.hub(of: shown.village.id)
                .response(while: { await accounts.isOpen(request) })
        }
        group.get("/own") { request, context in try await own(request, context.addressKind) }
    }

    private func page(_ request: Request, _ origin: AddressKind) async throws -> Response {
        let viewer = try await accounts.session(of: request)
        guard try await !store.villages().isEmpty else { return .html(try pages.emptyPage()) }
        // Numbers and position first: what changes after them is asked for again by the page.
        let (all, shown) = try await villages(request, for: viewer.user)
        try await accounts.looked(viewer.user, at: shown.village.id, from: origin)
        let view = OverviewPages.View(
            viewer: viewer, villages: all, village: shown,
            news: try await store.news(of: shown.village.id, at: now()),
            houses: try await houses(request, of: shown), at: now())
        return .html(try pages.page(view))
    }

    /// A landlord's own houses; more than one page of them nobody has.
    private func own(_ request: Request, _ origin: AddressKind) async throws -> Response {
        let viewer = try await accounts.session(of: request)
        let all = try await census.totals(on: now().day)
        guard let landlord = viewer.user.landlord,
            let village = all.first(where: {
                $0.village.id.rawValue == viewer.user.scope.village
            })
        else { throw PlatformError.unknownVillage }
        try await accounts.looked(viewer.user, at: village.village.id, from: origin)
        let houses = try await store.houses(
            of: village.village.id, landlord: landlord, page: 1, at: now())
        return .html(try pages.own(houses, in: village, viewer: viewer, at: now()))
    }

    /// The villages that `account` may see, and the one that the address names, or else the
    /// first. One that he may not see is not there.
    private func villages(
        _ request: Request, for account: Account
    ) async throws -> (all: [VillageTotals], shown: VillageTotals) {
        let all = try await census.totals(on: now().day).filter {
            Access.allows(
                .seeOverview, to: account.role, of: account.scope, in: $0.village.scope)
        }
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
