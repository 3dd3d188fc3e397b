import AsyncHTTPClient
import NIOCore
import NIOSSL
import Synchronization

/// The HTTP client that calls the platform; another takes its place with the kiosk's next
/// certificate.
final class PlatformLine: Sendable {
    private let present: Mutex<HTTPClient>

    /// All that were made, since each must live as long as the program does: one for each line
    /// and certificate.
    private static let clients = Mutex<[HTTPClient]>([])

    init(_ tls: TLSConfiguration?) { present = Mutex(Self.client(tls)) }

    /// For the next call; those under way end as they began.
    var client: HTTPClient { present.withLock { $0 } }

    /// Calls show another certificate from now on.
    func use(_ tls: TLSConfiguration) {
        let client = Self.client(tls)
        present.withLock { $0 = client }
    }

    /// It says at once that nobody listens, and leaves it to the caller when to ask again.
    private static func client(_ tls: TLSConfiguration?) -> HTTPClient {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(3)))
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: configuration)
        clients.withLock { $0.append(client) }
        return client
    }
}
