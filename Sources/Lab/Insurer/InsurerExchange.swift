import Crypto
import Foundation
import Registry

/// The insurer's end of its protocol, without a socket: one request in, one reply out. Written
/// from `Documentation/insurer-api.md`.
struct InsurerExchange: Sendable {
    struct Request: Sendable {
        let method: String
        let path: String
        /// Names in lower case.
        let headers: [String: String]
        let body: [UInt8]
    }

    struct Reply: Equatable, Sendable {
        var status: Int
        var body: [UInt8]
        var headers: [String: String] = [:]
    }

    static let client = "lab-kiosk"
    static let ageMax: Int64 = 300

    let secret: [UInt8]

    /// Answers `request`; what it books or ends is in `book` afterwards.
    func reply(
        to request: Request, book: inout InsurerBook, at now: Timestamp
    ) -> Reply {
        do {
            try check(request, at: now)
            return Reply(status: 200, body: try route(request, &book))
        } catch let refusal as InsurerBook.Refusal {
            return Reply(
                status: refusal.status, body: Array(#"{"reason":"\#(refusal.reason)"}"#.utf8))
        } catch {
            return Reply(status: 400, body: Array(#"{"reason":"other"}"#.utf8))
        }
    }

    /// Signs `reply` to a request for `path`.
    func sign(_ reply: inout Reply, path: String, at now: Timestamp) {
        let time = "\(now.milliseconds / 1_000)"
        reply.headers["X-Timestamp"] = time
        reply.headers["X-Signature"] = signature(
            [String(reply.status), path, time], body: reply.body)
    }

    /// `words` are a request's method, path and time, or a reply's status, path and time.
    func signature(_ words: [String], body: [UInt8]) -> String {
        let digest = SHA256.hash(data: body).map { String(format: "%02x", $0) }.joined()
        let text = (words + [digest]).joined(separator: "\n")
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(text.utf8), using: SymmetricKey(data: secret))
        return code.map { String(format: "%02x", $0) }.joined()
    }

    private func check(_ request: Request, at now: Timestamp) throws(InsurerBook.Refusal) {
        let time = request.headers["x-timestamp"] ?? ""
        let expected = signature([request.method, request.path, time], body: request.body)
        // The lab is nobody's target: a comparison that takes its time as it likes will do.
        guard request.headers["x-client"] == Self.client,
            request.headers["x-signature"] == expected, let seconds = Int64(time)
        else { throw .init(status: 401, reason: "signature") }
        let (age, overflows) = (now.milliseconds / 1_000).subtractingReportingOverflow(seconds)
        guard !overflows, age.magnitude <= UInt64(Self.ageMax) else {
            throw .init(status: 401, reason: "timestamp")
        }
    }

    private func route(_ request: Request, _ book: inout InsurerBook) throws -> [UInt8] {
        let parts = request.path.split(separator: "/").map(String.init)
        switch (request.method, parts.count, parts.dropFirst(3).first) {
        case ("POST", 2, nil) where parts == ["v1", "quotes"]:
            let application = try application(request)
            return try json(
                Quote(
                    key: application.key, premiumFen: try book.premium(of: application)))
        case ("PUT", 3, nil) where parts.starts(with: ["v1", "policies"]):
            let application = try application(request)
            guard application.key == parts[2], request.headers["idempotency-key"] == parts[2]
            else { throw InsurerBook.Refusal(status: 400, reason: "other") }
            return try answer(parts[2], try book.book(application))
        case ("GET", 3, nil) where parts.starts(with: ["v1", "policies"]):
            guard let entry = book.entries[parts[2]] else {
                throw InsurerBook.Refusal(status: 404, reason: "unknownKey")
            }
            return try answer(parts[2], entry)
        case ("POST", 4, "cancellation") where parts.starts(with: ["v1", "policies"]):
            let day = try JSONDecoder().decode(Cancellation.self, from: Data(request.body)).on
            guard CalendarDate(day) != nil else {
                throw InsurerBook.Refusal(status: 400, reason: "term")
            }
            return try answer(parts[2], book.cancel(parts[2], on: day))
        default: throw InsurerBook.Refusal(status: 404, reason: "other")
        }
    }

    private struct Quote: Encodable {
        let key: String
        let premiumFen: Int
    }
    private struct Cancellation: Decodable { let on: String }
    private struct Answer: Encodable {
        let key: String
        let number: String
        let premiumFen: Int
        let status: String
    }

    private func application(_ request: Request) throws -> InsurerBook.Application {
        try JSONDecoder().decode(InsurerBook.Application.self, from: Data(request.body))
    }

    private func answer(_ key: String, _ entry: InsurerBook.Entry) throws -> [UInt8] {
        try json(
            Answer(
                key: key, number: entry.number, premiumFen: entry.premiumFen,
                status: entry.status))
    }

    private func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return Array(try encoder.encode(value))
    }
}
