import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import NIOPosix
import NIOSSL
public import Registry

/// An insurer's service over HTTPS; `Documentation/insurer-api.md` is its protocol.
///
/// Only the authorities of the settings are trusted and the host's name is checked. Requests and
/// answers are signed with the shared secret besides, so that whoever stands between the two
/// ends changes nothing unnoticed. Addresses hold the application's key, no personal value.
public struct HTTPSCarrier: Carrier {
    /// Bytes of an answer; a policy has some 200.
    static let answerMax = 65_536

    private let origin: String
    private let prefix: String
    private let clientName: String
    private let signature: MessageSignature
    private let limit: Duration
    private let clock: @Sendable () -> Timestamp
    private let client: HTTPClient

    /// Reads secret and trust roots; nothing is connected yet. End it with ``shutdown()``.
    ///
    /// - Throws: ``InsuranceError/settingsWrong(_:)``.
    public init(
        _ settings: CarrierSettings, clock: @escaping @Sendable () -> Timestamp
    ) throws(InsuranceError) {
        (origin, prefix) = try settings.address()
        clientName = try settings.checkedClient()
        signature = MessageSignature(secret: try settings.secret())
        (limit, self.clock) = (settings.limit, clock)
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try settings.trustRoots())
        tls.certificateVerification = .fullVerification
        tls.minimumTLSVersion = .tlsv12
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            // Shorter than the whole, so that "no connection" is told from "no answer".
            timeout: .init(connect: TimeAmount(limit / 2), read: TimeAmount(limit)),
            decompression: .disabled)
        configuration.httpVersion = .http1Only
        // A refused connection is told at once; when to try again is not decided here.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes every connection. No call may follow.
    public func shutdown() async throws { try await client.shutdown() }

    public func quote(_ application: PolicyApplication) async throws -> Money {
        let message = try await send(
            .POST, "/v1/quotes", ApplicationMessage(application)
        ).value(QuoteMessage.self)
        guard message.key == application.key.rawValue,
            CarrierAnswer.premiums.contains(message.premiumFen)
        else { throw InsuranceError.badAnswer }
        return Money(fen: message.premiumFen)
    }

    public func book(_ application: PolicyApplication) async throws -> Policy {
        let answer = try await send(
            .PUT, path(of: application.key), ApplicationMessage(application),
            key: application.key)
        return try answer.value(PolicyMessage.self).policy(of: application.key)
    }

    public func cancel(
        _ key: Identifier<PolicyApplication>, on day: CalendarDate
    ) async throws -> Policy {
        let answer = try await send(
            .POST, path(of: key) + "/cancellation", CancellationMessage(on: day), key: key)
        return try answer.value(PolicyMessage.self).policy(of: key)
    }

    public func status(of key: Identifier<PolicyApplication>) async throws -> Policy? {
        let answer = try await send(.GET, path(of: key), String?.none)
        if answer.knowsNoKey { return nil }
        return try answer.value(PolicyMessage.self).policy(of: key)
    }

    private func path(of key: Identifier<PolicyApplication>) -> String {
        let plain = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-"))
        let text = key.rawValue.addingPercentEncoding(withAllowedCharacters: plain)
        return "/v1/policies/\(text ?? "")"
    }

    /// Sends one request and checks the answer's size, age and signature.
    private func send(
        _ method: HTTPMethod, _ path: String, _ body: (some Encodable & Sendable)?,
        key: Identifier<PolicyApplication>? = nil
    ) async throws -> CarrierAnswer {
        let path = prefix + path
        let bytes = try body.map { Array(try JSONEncoder().encode($0)) } ?? []
        let seconds = clock().seconds
        var request = HTTPClientRequest(url: origin + path)
        request.method = method
        request.headers = [
            "X-Client": clientName, "X-Timestamp": "\(seconds)",
            "X-Signature": signature.sign(
                method.rawValue, path: path, seconds: seconds, body: bytes),
            // Calls are minutes apart; a kept connection would be found dead at the next one.
            "Connection": "close",
        ]
        if let key { request.headers.add(name: "Idempotency-Key", value: key.rawValue) }
        if body != nil {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: bytes))
        }
        let (head, answer) = try await exchange(request)
        return try check(head, answer, path: path)
    }

    private func exchange(
        _ request: HTTPClientRequest
    ) async throws -> (HTTPClientResponse, [UInt8]) {
        do {
            return try await within(limit) {
                let response = try await client.execute(request, timeout: TimeAmount(limit))
                let body = try await response.body.collect(upTo: Self.answerMax)
                return (response, Array(buffer: body))
            }
        } catch {
            try Task.checkCancellation()
            throw InsuranceError(transport: error)
        }
    }

    private func check(
        _ head: HTTPClientResponse, _ body: [UInt8], path: String
    ) throws(InsuranceError) -> CarrierAnswer {
        let status = Int(head.status.code)
        guard let time = head.headers.first(name: "X-Timestamp"),
            let signed = head.headers.first(name: "X-Signature"),
            signature.verify(signed, of: "\(status)", path: path, seconds: time, body: body)
        else {
            // Whatever stands before the insurer's service signs nothing when that is down.
            throw status >= 500 ? .outOfService(status: status) : .badAnswer
        }
        guard let seconds = Int64(time) else { throw .badAnswer }
        guard MessageSignature.isFresh(seconds, at: clock()) else { throw .clocksDiffer }
        return CarrierAnswer(status: status, body: body)
    }
}

/// Runs `body`, or throws ``InsuranceError/silent`` once `limit` has passed.
private func within<Value: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw InsuranceError.silent
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw InsuranceError.silent }
        return first
    }
}

extension InsuranceError {
    /// What a failed exchange means. Where it is not certain that nothing arrived, it may have.
    fileprivate init(transport error: any Error) {
        switch error {
        case let error as InsuranceError: self = error
        case NIOSSLError.handshakeFailed, is NIOSSLExtraError: self = .untrusted
        case is NIOTooManyBytesError: self = .badAnswer
        case let error as HTTPClientError where error == .connectTimeout: self = .unreachable
        case is NIOConnectionError: self = .unreachable
        case let error as IOError
        where [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].contains(error.errnoCode):
            self = .unreachable
        default: self = .silent
        }
    }
}
