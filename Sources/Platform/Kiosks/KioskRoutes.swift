import Certificates
import Foundation
import HTTPTypes
import Hummingbird
import Registry
import ServiceLifecycle
import Sync
import Web

/// What kiosks send and ask, below `/v1`. Every path but that of enrolment needs a kiosk's
/// certificate.
struct KioskRoutes: Sendable {
    /// Largest batch, in bytes and in events.
    static let batchBytesMax = 8 * 1_048_576
    static let batchEventsMax = 500
    /// Largest request for a certificate in bytes.
    static let enrolmentBytesMax = 16_384
    /// A kiosk renews in the second half, so that it takes half a year without network until a
    /// person must come by with a code; see Documentation/Decisions/0013.
    static let certificateDays = 365
    /// Largest document in bytes.
    static let documentMax = 32 * 1_048_576
    /// Seconds a kiosk's question for changes may wait, and how long it does unless told.
    static let waitRange = 0...55
    static let waitUsual = 25

    var signIn: KioskSignIn
    let kiosks: KioskStore
    /// Signs kiosks.
    let authority: Authority
    let events: EventStore
    let changes: ChangeStore
    let news: ChangeNews
    let blobs: BlobStore
    let clock: @Sendable () -> Timestamp

    /// What each path does; every one is in the asking kiosk's own village.
    static let actions: [Route: Action] = [
        Route(.post, "/v1/enrolments"): .enrolKiosk,
        Route(.post, "/v1/kiosks/{id}/certificates"): .renewCertificate,
        Route(.post, "/v1/kiosks/{id}/events"): .sendEvents,
        Route(.get, "/v1/kiosks/{id}/changes"): .askChanges,
        Route(.put, "/v1/blobs/{sha256}"): .storeDocument,
        Route(.head, "/v1/blobs/{sha256}"): .findDocument,
    ]

    /// Adds all paths.
    func add(to router: Router<PlatformContext>) {
        let group = router.group("/v1").add(middleware: KioskRefusals())
        group.post("/enrolments") { request, _ in try await enrol(request) }
        group.post("/kiosks/:id/certificates") { request, context in
            let kiosk = try await signIn.kiosk(of: request, context)
            return try await renew(request, of: kiosk)
        }
        group.post("/kiosks/:id/events") { request, context in
            let kiosk = try await signIn.kiosk(of: request, context)
            return try await take(request, from: kiosk)
        }
        group.get("/kiosks/:id/changes") { request, context in
            let kiosk = try await signIn.kiosk(of: request, context)
            return try await tell(request, to: kiosk) {
                _ = try await signIn.kiosk(of: request, context)
            }
        }
        group.put("/blobs/:sha256") { request, context in
            let kiosk = try await signIn.kiosk(of: request, context)
            let name = try Self.blobName(context)
            let bytes = try await request.body(upTo: Self.documentMax)
            let isNew = try await blobs.put(bytes, sha256: name, of: kiosk.village)
            return Response(status: isNew ? .created : .ok)
        }
        group.head("/blobs/:sha256") { request, context in
            let kiosk = try await signIn.kiosk(of: request, context)
            let isThere = try await blobs.has(try Self.blobName(context), of: kiosk.village)
            return Response(status: isThere ? .ok : .notFound)
        }
    }

    private func enrol(_ request: Request) async throws -> Response {
        let body = Data(try await request.body(upTo: Self.enrolmentBytesMax))
        guard let asked = try? JSONDecoder().decode(EnrolmentRequest.self, from: body) else {
            throw PlatformError.badRequest
        }
        let now = clock()
        let made = try await kiosks.enrol(code: asked.code, at: now) { kiosk in
            try certify(asked.request, for: kiosk, at: now)
        }
        return try .json(EnrolmentAnswer(certificate: made.pem))
    }

    /// With the certificate it has, a kiosk gets the next one for a new key.
    private func renew(_ request: Request, of kiosk: RegisteredKiosk) async throws -> Response {
        let body = Data(try await request.body(upTo: Self.enrolmentBytesMax))
        guard let asked = try? JSONDecoder().decode(RenewalRequest.self, from: body) else {
            throw PlatformError.badRequest
        }
        let now = clock()
        let made = try certify(asked.request, for: kiosk, at: now)
        try await kiosks.renew(made, of: kiosk, at: now)
        return try .json(EnrolmentAnswer(certificate: made.pem))
    }

    private func certify(
        _ request: String, for kiosk: RegisteredKiosk, at now: Timestamp
    ) throws -> IssuedCertificate {
        do {
            return try authority.certify(
                request, as: "\(kiosk.village)/\(kiosk.id)", days: Self.certificateDays, at: now)
        } catch CertificateError.badRequest {
            throw PlatformError.badRequest
        }
    }

    private func take(_ request: Request, from kiosk: RegisteredKiosk) async throws -> Response {
        let type = request.headers[.contentType]?.split(separator: ";").first ?? ""
        guard type.lowercased() == "application/cloudevents-batch+json" else {
            throw PlatformError.badBatch
        }
        let body = Data(try await request.body(upTo: Self.batchBytesMax))
        guard let decoded = try? JSONDecoder().decode([KioskEvent].self, from: body),
            decoded.count <= Self.batchEventsMax
        else { throw PlatformError.badBatch }
        let batch = try EventBatch(decoded, from: kiosk)
        return try .json(try await events.record(batch, from: kiosk, at: clock()))
    }

    private func tell(
        _ request: Request, to kiosk: RegisteredKiosk,
        check: @escaping @Sendable () async throws -> Void
    ) async throws -> Response {
        let after = try Self.number("after", in: request, usual: 0)
        let wait = try Self.number("wait", in: request, usual: Self.waitUsual)
        guard Self.waitRange.contains(wait) else { throw PlatformError.badRequest }
        return try .json(
            try await answer(to: kiosk, after: after, within: .seconds(wait), check: check))
    }

    /// Answers as soon as there is something, after `limit` with nothing, and at once when the
    /// program is told to stop.
    private func answer(
        to kiosk: RegisteredKiosk, after: Int, within limit: Duration,
        check: @escaping @Sendable () async throws -> Void
    ) async throws -> ChangesAnswer {
        // Before the first look, so that nothing falls between the two.
        let wakes = await news.changes(of: kiosk.village)
        let first = try await changes.changes(for: kiosk, after: after, at: clock())
        guard first.changes.isEmpty, first.position >= after, limit > .zero else { return first }
        let found = try await withThrowingTaskGroup(of: ChangesAnswer?.self) { group in
            group.addTask {
                for await _ in wakes.cancelOnGracefulShutdown() {
                    // A certificate revoked meanwhile ends the question.
                    try await check()
                    let answer = try await changes.changes(for: kiosk, after: after, at: clock())
                    if !answer.changes.isEmpty { return answer }
                }
                return nil
            }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        if let found { return found }
        try await check()
        return try await changes.changes(for: kiosk, after: after, at: clock())
    }

    private static func number(_ name: String, in request: Request, usual: Int) throws -> Int {
        guard let text = request.uri.queryParameters[Substring(name)] else { return usual }
        guard let number = Int(text), number >= 0 else { throw PlatformError.badRequest }
        return number
    }

    /// Names become file names: 64 lower-case hexadecimal digits, nothing else.
    private static func blobName(_ context: PlatformContext) throws -> String {
        guard let name = context.parameters.get("sha256"), name.utf8.count == 64,
            [UInt8](hex: name)?.hex == name
        else { throw PlatformError.badRequest }
        return name
    }
}
