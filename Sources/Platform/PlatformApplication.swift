import Certificates
public import Foundation
import Hummingbird
import HummingbirdTLS
public import Logging
import Registry
import Sealing
public import ServiceLifecycle
import Web

/// The platform as services: the composition root of everything it serves.
public struct PlatformApplication: Sendable {
    /// In the order in which they start; they are stopped the other way round.
    public let services: [any Service]

    /// Opens `folder` and serves 127.0.0.1:`port` (0 is any free one) by `tls`; `onReady` is told
    /// the port as soon as it listens. Scripts of pages come from `assets`, which set-up fills.
    ///
    /// Throws ``PlatformError/otherSchema`` when the database is not of this version.
    public init(
        folder: PlatformFolder, tls: PlatformTLS, assets: URL, port: Int, logger: Logger,
        onReady: @escaping @Sendable (Int) async -> Void
    ) async throws {
        let parameters = try folder.appParameters()
        try await Migrator.check(Database(parameters, connections: 1))
        let opened = try folder.open()
        let news = ChangeNews(parameters, logger: logger)

        let router = Self.router(
            try Templates(folders: [WebFiles.folder]),
            KioskRoutes(
                database: opened.database, sealer: opened.sealer, news: news, blobs: folder.blobs,
                authority: try folder.kioskAuthority(), clock: { .now }),
            hosts: tls.hosts, isStrict: tls.isOperators)

        let accounts = try AccountRoutes(
            accounts: AccountStore(database: opened.database, sealer: opened.sealer),
            audit: AuditStore(database: opened.database), now: { .now })
        let overview = try OverviewRoutes(
            database: opened.database, news: news, accounts: accounts, assets: assets,
            now: { .now }, logger: logger)
        overview.add(to: router)

        // What a server says of each request is of no use in the platform's log.
        var quiet = logger
        quiet.logLevel = .warning
        let application = Application(
            router: router,
            server: try .tls(.http1(), tlsConfiguration: tls.configuration),
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { await onReady($0.localAddress?.port ?? port) }, logger: quiet)
        services = [news, overview.feed, application]
    }

    static func router(
        _ templates: Templates, _ kiosks: KioskRoutes,
        hosts: Set<String> = PlatformTLS.trialHosts, isStrict: Bool = false
    ) -> Router<PlatformContext> {
        let router = Router(context: PlatformContext.self)
        router.add(middleware: SecurityHeaders(isStrict: isStrict))
        router.add(middleware: FaultMiddleware(for: .clerk, templates: templates))
        router.add(middleware: ExpectedHost(hosts))
        router.add(middleware: SameOrigin())
        kiosks.add(to: router)
        return router
    }
}

extension KioskRoutes {
    init(
        database: Database, sealer: Sealer, news: ChangeNews, blobs: String,
        authority: Authority, clock: @escaping @Sendable () -> Timestamp
    ) {
        let kiosks = KioskStore(database: database)
        self.init(
            signIn: KioskSignIn(kiosks: kiosks, clock: clock), kiosks: kiosks,
            authority: authority,
            events: EventStore(database: database, sealer: sealer),
            changes: ChangeStore(database: database, sealer: sealer), news: news,
            blobs: BlobStore(database: database, sealer: sealer, folder: blobs), clock: clock)
    }
}

extension Timestamp {
    /// What the server's clock shows.
    static var now: Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down)))
    }
}
