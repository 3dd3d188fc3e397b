import AsyncHTTPClient
import DeviceSupport
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// Debian's Chromium, driven through chromedriver by the W3C WebDriver protocol.
actor WebDriver {
    /// The browser or its driver said no.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let driver: ChildProcess
    private let address: String
    private let session: String
    private let executor: BlockingExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Starts a headless browser with a window of the given size in pixels.
    ///
    /// The page itself gets that size: a headless window of that size would keep a part of it
    /// for a frame that nobody sees.
    ///
    /// With a `profile` everything that the browser writes goes into that folder and stays there.
    static func start(
        width: Int, height: Int, trusting servers: [TrustedServer] = [], profile: URL? = nil
    ) async throws -> WebDriver {
        let home = profile?.path ?? "/tmp"
        let driver = try ChildProcess(
            command: ["/usr/bin/chromedriver", "--port=0", "--log-level=SEVERE"],
            environment: ["PATH=/usr/bin:/bin", "HOME=\(home)", "TMPDIR=\(home)", "LANG=C.UTF-8"])
        let port = try readPort(driver)
        let address = "http://127.0.0.1:\(port)"
        var arguments = [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars",
            "--lang=zh-CN", "--disable-background-networking", "--no-first-run",
        ]
        if let profile { arguments.append("--user-data-dir=\(profile.path)/profile") }
        if !servers.isEmpty {
            let pins = servers.map(\.pin).joined(separator: ",")
            arguments.append("--ignore-certificate-errors-spki-list=\(pins)")
        }
        let metrics: [String: Any] = [
            "width": width, "height": height, "pixelRatio": 1, "touch": true, "mobile": false,
        ]
        let wanted: [String: Any] = [
            "capabilities": [
                "alwaysMatch": [
                    "browserName": "chrome",
                    "goog:chromeOptions": [
                        "binary": "/usr/bin/chromium", "args": arguments,
                        "mobileEmulation": ["deviceMetrics": metrics],
                    ],
                ]
            ]
        ]
        let body = try JSONSerialization.data(withJSONObject: wanted)
        let session = try await call(Session.self, "POST", address + "/session", body: body)
        return WebDriver(driver: driver, address: address, session: session.sessionId)
    }

    private init(driver: sending ChildProcess, address: String, session: String) {
        (self.driver, self.address, self.session) = (driver, address, session)
        executor = BlockingExecutor(label: "webdriver")
    }

    private struct Session: Decodable, Sendable { let sessionId: String }
    private struct Answer<Value: Decodable>: Decodable { let value: Value }
    private struct Nothing: Decodable, Sendable {}

    /// Opens a page and waits until it is loaded.
    func open(_ url: String) async throws {
        _ = try await command(Nothing?.self, "url", ["url": url])
    }

    /// The window as PNG.
    func screenshot() async throws -> Data {
        let text = try await Self.call(String.self, "GET", path("screenshot"), body: nil)
        guard let png = Data(base64Encoded: text) else {
            throw Failure(description: "no screenshot")
        }
        return png
    }

    /// Clicks the first element that `selector` (CSS) names, as a finger would.
    func click(_ selector: String) async throws {
        let element = try await find(selector)
        _ = try await command(Nothing?.self, "element/\(element)/click", [:])
    }

    /// Types into the first element that `selector` names.
    func type(_ text: String, into selector: String) async throws {
        let element = try await find(selector)
        _ = try await command(Nothing?.self, "element/\(element)/value", ["text": text])
    }

    /// The value of a JavaScript expression, as text.
    func evaluate(_ expression: String) async throws -> String {
        let script: [String: Any] = ["script": "return String(\(expression))", "args": [Any]()]
        return try await command(String.self, "execute/sync", script)
    }

    /// Draws with a pressed finger through points relative to the middle of an element.
    func draw(_ strokes: [[(x: Int, y: Int)]], on selector: String) async throws {
        let origin = ["element-6066-11e4-a52e-4f735466cecf": try await find(selector)]
        var actions: [[String: Any]] = []
        for stroke in strokes {
            for (index, point) in stroke.enumerated() {
                actions.append([
                    "type": "pointerMove", "duration": 16, "x": point.x, "y": point.y,
                    "origin": origin,
                ])
                if index == 0 { actions.append(["type": "pointerDown", "button": 0]) }
            }
            actions.append(["type": "pointerUp", "button": 0])
        }
        let finger: [String: Any] = [
            "type": "pointer", "id": "finger", "parameters": ["pointerType": "touch"],
            "actions": actions,
        ]
        _ = try await command(Nothing?.self, "actions", ["actions": [finger]])
    }

    /// Waits until the kiosk's page shows `screen`, with its buttons in working order: htmx marks
    /// what it has put in until it has looked it through, and the page says when its stream lives.
    func see(_ screen: String, within limit: Duration = .seconds(30)) async throws {
        try await wait(
            until: "document.body.dataset.live === 'yes' && "
                + "document.querySelector('[data-screen=\(screen)]') !== null && "
                + "document.querySelector('.htmx-added,.htmx-settling,.htmx-swapping') === null",
            within: limit)
    }

    /// Waits until a JavaScript condition holds.
    func wait(until condition: String, within limit: Duration = .seconds(30)) async throws {
        let deadline = ContinuousClock.now + limit
        while try await evaluate(condition) != "true" {
            guard ContinuousClock.now < deadline else {
                let page = try await evaluate("document.body.innerText")
                throw Failure(description: "never true: \(condition)\non the page:\n\(page)")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Closes browser and driver.
    func quit() async {
        _ = try? await Self.call(
            Nothing?.self, "DELETE", "\(address)/session/\(session)", body: nil)
        driver.terminate()
    }

    private func find(_ selector: String) async throws -> String {
        let wanted: [String: Any] = ["using": "css selector", "value": selector]
        let answer = try await command([String: String].self, "element", wanted)
        guard let element = answer.values.first else {
            throw Failure(description: "no element \(selector)")
        }
        return element
    }

    private func path(_ command: String) -> String { "\(address)/session/\(session)/\(command)" }

    private func command<Value: Decodable & Sendable>(
        _ type: Value.Type, _ name: String, _ fields: [String: Any]
    ) async throws -> Value {
        let body = try JSONSerialization.data(withJSONObject: fields)
        return try await Self.call(type, "POST", path(name), body: body)
    }

    private static func readPort(_ driver: ChildProcess) throws -> Int {
        while true {
            let line = try driver.readLine(within: .seconds(20), lengthMax: 10_000)
            let text = String(decoding: line, as: UTF8.self)
            if let port = text.firstMatch(of: /started successfully on port (\d+)/)?.output.1 {
                guard let number = Int(port) else { continue }
                return number
            }
        }
    }

    private static func call<Value: Decodable & Sendable>(
        _ type: Value.Type, _ method: String, _ url: String, body: Data?
    ) async throws -> Value {
        var request = HTTPClientRequest(url: url)
        request.method = .RAW(value: method)
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(data: body))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let answer = try await response.body.collect(upTo: 64 << 20)
        guard response.status == .ok else {
            throw Failure(description: "\(method) \(url): \(String(buffer: answer))")
        }
        return try JSONDecoder().decode(Answer<Value>.self, from: Data(buffer: answer)).value
    }
}
