import Logging
import Registry
import ServiceLifecycle
import Storage

/// The line to the platform, where kiosk.conf names one.
struct PlatformLink {
    let services: [any Service]
    /// `nil` where the kiosk stands alone.
    let standing: LinkStanding?
    let renewal: CertificateRenewal?
    private let mirror: VillageMirror?

    /// - Throws: ``PlatformLinkError``, where the kiosk has no certificate that can be used.
    init(
        _ configuration: KioskConfiguration.Platform, identity: PlatformIdentity,
        data: DataFolder, logger: Logger,
        clock: @escaping @Sendable () -> Timestamp, onChange: @escaping @Sendable () async -> Void
    ) throws {
        guard let platform = try PlatformClient(configuration, identity: identity),
            let trust = configuration.trustFile
        else {
            (services, mirror, standing, renewal) = ([], nil, nil, nil)
            return
        }
        let standing = LinkStanding()
        let mirror = VillageMirror(
            data: data, platform: platform, standing: standing, logger: logger, clock: clock,
            onChange: onChange)
        let uploader = Uploader(
            data: data, platform: platform, village: Identifier(configuration.village),
            standing: standing, logger: logger, onChange: onChange)
        let renewal = CertificateRenewal(
            identity: identity, trustFile: trust, platform: platform, logger: logger, clock: clock)
        services = [uploader, mirror, renewal]
        (self.mirror, self.standing, self.renewal) = (mirror, standing, renewal)
    }

    /// Brings the village up to date before anybody is served, where the platform answers.
    func lookOnce() async { await mirror?.lookOnce() }
}

extension PlatformClient {
    /// The platform that kiosk.conf names; `nil` where it names none.
    ///
    /// - Throws: ``PlatformLinkError/notEnrolled`` without a certificate, unless it is to be asked
    ///   for; ``PlatformLinkError/trustUnusable``, ``PlatformLinkError/identityUnusable``.
    init?(
        _ configuration: KioskConfiguration.Platform, identity: PlatformIdentity,
        isEnrolling: Bool = false
    ) throws {
        guard !configuration.url.isEmpty, let trust = configuration.trustFile else { return nil }
        if !isEnrolling, !identity.isThere { throw PlatformLinkError.notEnrolled }
        self.init(
            url: configuration.url, kiosk: Identifier(configuration.kiosk),
            tls: try identity.tls(trustFile: trust, isShown: !isEnrolling))
    }
}
