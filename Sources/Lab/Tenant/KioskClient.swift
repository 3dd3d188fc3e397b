import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// The kiosk's screen as a visitor meets it: what it shows, and its buttons.
struct KioskClient: Sendable {
    /// Why the kiosk did not do as asked.
    struct Refusal: Error, CustomStringConvertible {
        let status: UInt
        let path: String
        let body: String
        var description: String { "\(path) was answered with \(status): \(body)" }
    }

    /// Such as `http://127.0.0.1:8080`.
    let address: String

    /// Every state of the screen from the present one on.
    func states() -> AsyncThrowingStream<ScreenState, any Error> {
        AsyncThrowingStream { continuation in
            let following = Task {
                do {
                    let request = HTTPClientRequest(url: address + "/events")
                    let response = try await HTTPClient.shared.execute(request, timeout: .hours(1))
                    var parser = EventStreamParser()
                    for try await chunk in response.body {
                        for event in parser.consume(chunk.readableBytesView)
                        where event.name == "state" {
                            let state = try JSONDecoder().decode(
                                ScreenState.self, from: Data(event.data.utf8))
                            continuation.yield(state)
                        }
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in following.cancel() }
        }
    }

    /// Presses a button: a form's fields go along.
    func press(_ path: String, _ fields: [(String, String)] = []) async throws {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let body = fields.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")"
        }.joined(separator: "&")
        try await post(path, body: Array(body.utf8), type: "application/x-www-form-urlencoded")
    }

    /// Sends a signature's strokes.
    func sign(_ strokes: [[SignaturePoint]]) async throws {
        let body = try JSONEncoder().encode(["strokes": strokes])
        try await post("/sign", body: Array(body), type: "application/json")
    }

    /// One point of a stroke as the signature field sends it.
    struct SignaturePoint: Encodable {
        let x: Double
        let y: Double
        let milliseconds: Int
        let pressure: Double
    }

    private func post(_ path: String, body: [UInt8], type: String) async throws {
        var request = HTTPClientRequest(url: address + path)
        request.method = .POST
        request.headers.add(name: "content-type", value: type)
        request.body = .bytes(body)
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let answer = try await response.body.collect(upTo: 1 << 20)
        guard (200..<400).contains(response.status.code) else {
            throw Refusal(
                status: response.status.code, path: path, body: String(buffer: answer))
        }
    }
}
