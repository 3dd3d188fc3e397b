import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import Registry
import Sync

/// The platform as this kiosk calls it. Every call is safe to repeat.
struct PlatformClient: Sendable {
    /// Such as `http://127.0.0.1:8070`.
    let url: String
    /// This kiosk's name there.
    let kiosk: Identifier<KioskStation>
    /// Its bearer key.
    let key: String
    private let client = PlatformClient.connections

    /// Kept for the program's life, as the library's own shared client is; unlike that one it
    /// says at once that nobody listens, and leaves it to the caller when to ask again.
    private static let connections: HTTPClient = {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(3)))
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// Longest answer that is read, in bytes.
    private static let answerMax = 16 << 20
    /// How long the platform may hold a question for news, in seconds.
    static let waitSeconds = 25

    /// Sends entries of the journal.
    ///
    /// - Returns: the event for ``Upload``: what the platform takes next.
    func send(_ events: [KioskEvent]) async throws -> Upload.Event {
        var request = request(.POST, "/v1/kiosks/\(kiosk)/events")
        request.headers.add(name: "content-type", value: "application/cloudevents-batch+json")
        request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(events)))
        let (status, body) = try await call(request, within: .seconds(30))
        switch status {
        case 200: return .answered(next: try decode(EventsAnswer.self, body).next)
        case 409:
            let refusal = try decode(SyncRefusal.self, body)
            guard let expected = refusal.expected else {
                throw PlatformLinkError.refused(code: refusal.code)
            }
            return .expected(expected)
        default: throw refusal(status, body)
        }
    }

    /// What has changed in the village after `position`; waits for news where there is none.
    func changes(after position: Int, wait seconds: Int) async throws -> ChangesAnswer {
        let path = "/v1/kiosks/\(kiosk)/changes?after=\(position)&wait=\(seconds)"
        let (status, body) = try await call(
            request(.GET, path), within: .seconds(Int64(seconds) + 10))
        guard status == 200 else { throw refusal(status, body) }
        return try decode(ChangesAnswer.self, body)
    }

    /// Files a document under its hash, unless it is there.
    func file(_ document: [UInt8], sha256: String) async throws {
        let path = "/v1/blobs/\(sha256)"
        let (found, _) = try await call(request(.HEAD, path), within: .seconds(10))
        if found == 200 { return }
        var request = request(.PUT, path)
        request.headers.add(name: "content-type", value: "application/pdf")
        request.body = .bytes(ByteBuffer(bytes: document))
        let (status, body) = try await call(request, within: .seconds(60))
        guard (200..<300).contains(status) else { throw refusal(status, body) }
    }

    private func request(_ method: HTTPMethod, _ path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url + path)
        request.method = method
        request.headers.add(name: "authorization", value: "Bearer \(key)")
        return request
    }

    private func call(
        _ request: HTTPClientRequest, within limit: TimeAmount
    ) async throws -> (status: UInt, body: ByteBuffer) {
        do {
            let response = try await client.execute(request, timeout: limit)
            let body = try await response.body.collect(upTo: Self.answerMax)
            return (response.status.code, body)
        } catch is CancellationError {
            throw CancellationError()
        } catch is NIOTooManyBytesError {
            throw PlatformLinkError.badAnswer
        } catch {
            throw Task.isCancelled ? CancellationError() : PlatformLinkError.unreachable
        }
    }

    private func decode<Value: Decodable>(
        _ type: Value.Type, _ body: ByteBuffer
    ) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(buffer: body))
        } catch {
            throw PlatformLinkError.badAnswer
        }
    }

    private func refusal(_ status: UInt, _ body: ByteBuffer) -> PlatformLinkError {
        switch status {
        case 401, 403: return .keyRefused
        case 500...: return .unreachable
        default:
            let refusal = try? JSONDecoder().decode(SyncRefusal.self, from: Data(buffer: body))
            return .refused(code: refusal?.code ?? "\(status)")
        }
    }
}
