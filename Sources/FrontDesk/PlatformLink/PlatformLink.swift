import Foundation
import Logging
import Registry
import ServiceLifecycle
import Storage

/// The line to the platform, where kiosk.conf names one.
struct PlatformLink {
    let services: [any Service]
    /// `nil` where the kiosk stands alone.
    let standing: LinkStanding?
    private let mirror: VillageMirror?

    /// - Throws: ``PlatformLinkError/keyFileUnusable``.
    init(
        _ configuration: KioskConfiguration.Platform, data: DataFolder, logger: Logger,
        clock: @escaping @Sendable () -> Timestamp, onChange: @escaping @Sendable () async -> Void
    ) throws {
        guard let platform = try PlatformClient(configuration) else {
            (services, mirror, standing) = ([], nil, nil)
            return
        }
        let standing = LinkStanding()
        let mirror = VillageMirror(
            data: data, platform: platform, standing: standing, logger: logger, clock: clock,
            onChange: onChange)
        let uploader = Uploader(
            data: data, platform: platform, village: Identifier(configuration.village),
            standing: standing, logger: logger, onChange: onChange)
        (services, self.mirror, self.standing) = ([uploader, mirror], mirror, standing)
    }

    /// Brings the village up to date before anybody is served, where the platform answers.
    func lookOnce() async { await mirror?.lookOnce() }
}

extension PlatformClient {
    /// The platform that kiosk.conf names; `nil` where it names none.
    ///
    /// - Throws: ``PlatformLinkError/keyFileUnusable``.
    init?(_ configuration: KioskConfiguration.Platform) throws {
        guard !configuration.url.isEmpty, let file = configuration.keyFile else { return nil }
        self.init(
            url: configuration.url, kiosk: Identifier(configuration.kiosk),
            key: try Self.key(in: file))
    }

    /// The key in a file that its owner alone may read.
    private static func key(in file: String) throws -> String {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0o777
        guard mode & 0o077 == 0, let text = try? String(contentsOfFile: file, encoding: .utf8),
            case let key = text.trimmingCharacters(in: .whitespacesAndNewlines), !key.isEmpty,
            key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw PlatformLinkError.keyFileUnusable }
        return key
    }
}
