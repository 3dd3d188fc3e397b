import Foundation
import Hummingbird
import HummingbirdTLS
import Logging
import Registry
import ServiceLifecycle
import Storage
import Web

/// The tenant's screen and the clerk's desk as services, each on a port of its own.
struct KioskScreens {
    let services: [any Service]

    init(
        _ configuration: KioskConfiguration, desk: CheckInDesk, counter: DeskCounter,
        ready: ReadyReport, logger: Logger
    ) throws {
        let assetFolder = URL(filePath: configuration.assets.folder)
        let facts = DeskFacts(configuration)
        let now: @Sendable () -> Timestamp = { .now }
        let quiet = Self.quiet(logger)

        let tenantTemplates = try Templates(folders: [WebFiles.folder, ScreenPages.files])
        let tenantPages = ScreenPages(templates: tenantTemplates, facts: facts)
        let tenantHub = EventHub()
        let tenantRouter = Self.router(BasicRequestContext.self, for: .tenant, tenantTemplates)
        try AssetFiles(folders: [WebFiles.folder, ScreenPages.files], installed: assetFolder)
            .add(to: tenantRouter)
        TenantRoutes(desk: desk, pages: tenantPages, hub: tenantHub).add(to: tenantRouter)

        let clerkTemplates = try Templates(folders: [WebFiles.folder, ClerkPages.files])
        let clerkPages = ClerkPages(templates: clerkTemplates, facts: facts)
        let clerkHub = EventHub()
        let tls = try DeskTLS(configuration, at: .now)
        let clerkRouter = Self.router(
            AddressedContext.self, for: .clerk, clerkTemplates, hosts: tls.hosts,
            isStrict: tls.isOperators)
        try AssetFiles(folders: [WebFiles.folder, ClerkPages.files], installed: assetFolder)
            .add(to: clerkRouter)
        ClerkRoutes(
            counter: counter, pages: clerkPages, hub: clerkHub,
            sessions: SessionStore(isSecure: true, now: now),
            gate: SignInGate(now: now)
        ).add(to: clerkRouter)

        services = [
            ScreenFeed(
                desk: desk, pages: tenantPages, hub: tenantHub, logger: logger, now: now),
            ClerkFeed(counter: counter, pages: clerkPages, hub: clerkHub, logger: logger),
            // On loopback only: it is this machine's own screen, and shows whoever stands there.
            Application(
                router: tenantRouter,
                configuration: .init(
                    address: .hostname("127.0.0.1", port: configuration.tenant.port)),
                onServerRunning: { await ready.opened(.tenant, port: $0.localAddress?.port ?? 0) },
                logger: quiet),
            Application(
                router: clerkRouter,
                server: try .tls(.http1(), tlsConfiguration: tls.configuration),
                configuration: .init(
                    address: .hostname(
                        configuration.clerk.address, port: configuration.clerk.port)),
                onServerRunning: { await ready.opened(.clerk, port: $0.localAddress?.port ?? 0) },
                logger: quiet),
        ]
    }

    private static func router<Context: RequestContext>(
        _ context: Context.Type, for audience: FaultMiddleware<Context>.Audience,
        _ templates: Templates, hosts: Set<String> = ["localhost", "127.0.0.1"],
        isStrict: Bool = false
    ) -> Router<Context> {
        let router = Router(context: context)
        router.add(middleware: SecurityHeaders(isStrict: isStrict))
        router.add(middleware: FaultMiddleware(for: audience, templates: templates))
        router.add(middleware: ExpectedHost(hosts))
        router.add(middleware: SameOrigin())
        return router
    }

    /// What a server says of itself and of each request is of no use in the kiosk's log.
    private static func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = .warning
        return logger
    }
}

extension DeskFacts {
    init(_ configuration: KioskConfiguration) {
        self.init(
            village: configuration.village.name, phone: configuration.desk.phone,
            isTrial: configuration.trial, wipe: configuration.idle.wipeAfter,
            photoDays: configuration.photo.keep ? configuration.retention.photoDays : nil)
    }
}
