import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import NIOSSL
import Registry
import Sync

/// The platform as this kiosk calls it. Every call is safe to repeat.
struct PlatformClient: Sendable {
    /// Such as `https://localhost:8070`.
    let url: String
    /// This kiosk's name there.
    let kiosk: Identifier<KioskStation>
    private let line: PlatformLine

    /// The platform at `url`, called by `tls`.
    init(url: String, kiosk: Identifier<KioskStation>, tls: TLSConfiguration?) {
        (self.url, self.kiosk, line) = (url, kiosk, PlatformLine(tls))
    }

    /// Calls show another certificate from now on.
    func use(_ tls: TLSConfiguration) { line.use(tls) }

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

    /// Asks for a certificate with a one-time code; returns it in PEM.
    func enrol(code: String, request: String) async throws -> String {
        var call = self.request(.POST, "/v1/enrolments")
        call.headers.add(name: "content-type", value: "application/json")
        let question = EnrolmentRequest(code: code, request: request)
        call.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(question)))
        return try await certificate(call)
    }

    /// Asks for the kiosk's next certificate with the one it has; returns it in PEM.
    func renew(request: String) async throws -> String {
        var call = self.request(.POST, "/v1/kiosks/\(kiosk)/certificates")
        call.headers.add(name: "content-type", value: "application/json")
        let question = RenewalRequest(request: request)
        call.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(question)))
        return try await certificate(call)
    }

    private func certificate(_ call: HTTPClientRequest) async throws -> String {
        let (status, body) = try await self.call(call, within: .seconds(30))
        guard status == 200 else { throw refusal(status, body) }
        return try decode(EnrolmentAnswer.self, body).certificate
    }

    private func request(_ method: HTTPMethod, _ path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url + path)
        request.method = method
        return request
    }

    private func call(
        _ request: HTTPClientRequest, within limit: TimeAmount
    ) async throws -> (status: UInt, body: ByteBuffer) {
        do {
            let response = try await line.client.execute(request, timeout: limit)
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
        case 401, 403:
            let refusal = try? JSONDecoder().decode(SyncRefusal.self, from: Data(buffer: body))
            return .certificateRefused(code: refusal?.code ?? "\(status)")
        case 500...: return .unreachable
        default:
            let refusal = try? JSONDecoder().decode(SyncRefusal.self, from: Data(buffer: body))
            return .refused(code: refusal?.code ?? "\(status)")
        }
    }
}
