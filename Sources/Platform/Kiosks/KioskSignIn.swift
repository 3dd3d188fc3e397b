import Crypto
import Hummingbird
import Logging
import NIOCore
import NIOSSL
import Registry

/// A request with the connection it came over.
struct PlatformContext: RequestContext, RemoteAddressRequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    var remoteAddress: SocketAddress? { channel.remoteAddress }

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}

/// Tells by the certificate of its connection which kiosk asks.
///
/// TLS has checked that the platform's own authority signed it and that the other end holds its
/// key; here its row is looked at with each request, so that a revocation holds for open
/// connections, too.
struct KioskSignIn: Sendable {
    let kiosks: KioskStore
    let clock: @Sendable () -> Timestamp
    /// SHA-256 of the certificate the request's connection showed; `nil` where it showed none.
    var fingerprint: @Sendable (Request, PlatformContext) async throws -> [UInt8]? = {
        try await Self.fingerprint(of: $1.channel)
    }

    /// The kiosk whose certificate the connection shows; where the path names one, `id`, it must
    /// be that.
    func kiosk(of request: Request, _ context: PlatformContext) async throws -> RegisteredKiosk {
        guard let shown = try await fingerprint(request, context) else {
            throw PlatformError.unknownCertificate
        }
        let kiosk = try await kiosks.kiosk(fingerprint: shown, at: clock())
        let id = context.parameters.get("id")
        guard id.map({ $0 == kiosk.id.rawValue }) ?? true else { throw PlatformError.otherKiosk }
        return kiosk
    }

    private static func fingerprint(of channel: any Channel) async throws -> [UInt8]? {
        guard let certificate = try await channel.nioSSL_peerCertificate().get() else {
            return nil
        }
        return Array(SHA256.hash(data: try certificate.toDERBytes()))
    }
}
