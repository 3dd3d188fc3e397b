import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The handles of a lab that runs elsewhere, by the buttons of its page.
struct LabClient: LabControls {
    /// The lab's page, such as `http://127.0.0.1:8090`.
    let address: String

    func insertCard(_ card: LabCard) async throws { try await press("card", card.rawValue) }

    func removeCard() async throws { try await press("remove", "") }

    func moveHead(_ command: HeadMotion.Command) async throws -> Duration {
        .milliseconds(try await press("head", command.rawValue))
    }

    /// The text at `path`.
    func text(_ path: String) async throws -> String {
        let request = HTTPClientRequest(url: "\(address)/\(path)")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let body = String(buffer: try await response.body.collect(upTo: 4 << 20))
        guard response.status == .ok else {
            throw KioskClient.Refusal(status: response.status.code, path: path, body: body)
        }
        return body
    }

    /// Presses a button.
    ///
    /// - Returns: how long the movement takes that it began, in milliseconds.
    @discardableResult
    func press(_ action: String, _ value: String) async throws -> Int {
        var request = HTTPClientRequest(url: "\(address)/do/\(action)?value=\(value)")
        request.method = .POST
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let body = try await response.body.collect(upTo: 10_000)
        guard response.status == .ok else {
            throw KioskClient.Refusal(
                status: response.status.code, path: action, body: String(buffer: body))
        }
        return Int(String(buffer: body)) ?? 0
    }
}
