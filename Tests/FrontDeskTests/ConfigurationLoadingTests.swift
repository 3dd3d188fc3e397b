import Foundation
import Registry
import Testing

@testable import FrontDesk

/// The two keys without a default.
private let required = "village.name = 样张村\ndesk.phone = 0573-00000000\n"

@Suite struct ConfigurationLoadingTests {
    /// A file of its own for each test, removed at its end.
    private func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws
        -> Result
    {
        try withFile(Data(text.utf8), body)
    }

    private func withFile<Result>(_ bytes: Data, _ body: (String) throws -> Result) throws -> Result
    {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "kiosk-conf-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "kiosk.conf").path
        try bytes.write(to: URL(filePath: file))
        return try body(file)
    }

    private func load(_ text: String, _ environment: [String: String] = [:]) throws
        -> KioskConfiguration
    {
        try withFile(required + text) {
            try KioskConfiguration.load(path: $0, environment: environment)
        }
    }

    private func problems(_ text: String, _ environment: [String: String] = [:]) throws
        -> [ConfigurationProblem]
    {
        try withFile(text) { path in
            let error = #expect(throws: ConfigurationError.self) {
                try KioskConfiguration.load(path: path, environment: environment)
            }
            guard case .problems(path, let problems)? = error else {
                Issue.record("not a list of problems: \(String(describing: error))")
                return []
            }
            return problems
        }
    }

    @Test func `what is not set has its default`() throws {
        let configuration = try load("")
        #expect(!configuration.trial)
        #expect(configuration.village.name == "样张村")
        #expect(configuration.face == KioskConfiguration.Face())
        #expect(configuration.reader.pcscdSocket == nil)
        #expect(configuration.idle.askAfter == .seconds(30))
    }

    @Test func `every kind of value reaches its field`() throws {
        let configuration = try load(
            """
            trial = true
            tenant.port = 18080
            face.pass_at = .5
            face.turn_seconds = 12
            camera.source = http://127.0.0.1:8100/camera
            photo.library = /opt/vendor/libphoto.so
            """)
        #expect(configuration.trial)
        #expect(configuration.tenant.port == 18_080)
        #expect(configuration.face.passAt == 0.5)
        #expect(configuration.face.turnLimit == .seconds(12))
        #expect(configuration.camera.source == "http://127.0.0.1:8100/camera")
        #expect(configuration.photo.library == "/opt/vendor/libphoto.so")
    }

    @Test func `relative paths begin at the file's folder, set or not`() throws {
        try withFile(required + "models.folder = ../models\n") { path in
            let configuration = try KioskConfiguration.load(path: path, environment: [:])
            let folder = URL(filePath: path).deletingLastPathComponent()
            #expect(configuration.data.folder == folder.appending(path: "var/data").path)
            #expect(
                configuration.models.folder
                    == folder.deletingLastPathComponent().appending(path: "models").path)
        }
    }

    @Test func `a variable comes before the file`() throws {
        let configuration = try load(
            "face.pass_at = 0.5\n", ["FRONTDESK_FACE_PASS_AT": "0.6", "PATH": "/bin"])
        #expect(configuration.face.passAt == 0.6)
    }

    @Test func `a byte order mark and DOS line ends are taken`() throws {
        let text = "\u{FEFF}" + required.replacing("\n", with: "\r\n") + "trial = true\r\n"
        #expect(
            try withFile(text) { try KioskConfiguration.load(path: $0, environment: [:]) }.trial)
    }

    @Test func `all faults are reported at once, by line`() throws {
        let text = """
            village.name = 样张村
            trial = perhaps
            trial = true
            nonsense
            face.passat = 0.5
            face.pass_at = 1.5
            """
        let found = try problems(
            text, ["FRONTDESK_IDLE_ASK_SECONDS": "soon", "FRONTDESK_TYPO": "1"])
        #expect(
            found == [
                .init(
                    place: .line(2), key: "trial",
                    reason: .refused(range: "true、false", unit: nil)),
                .init(place: .line(3), key: "trial", reason: .repeated(firstLine: 2)),
                .init(place: .line(4), key: "", reason: .malformed),
                .init(place: .line(5), key: "face.passat", reason: .unknownKey),
                .init(
                    place: .line(6), key: "face.pass_at",
                    reason: .refused(range: "0.0–1.0", unit: "余弦相似度")),
                .init(place: .variable("FRONTDESK_TYPO"), key: "", reason: .unknownKey),
                .init(
                    place: .variable("FRONTDESK_IDLE_ASK_SECONDS"), key: "idle.ask_seconds",
                    reason: .refused(range: "5–600", unit: "秒")),
                .init(place: .file, key: "desk.phone", reason: .missing),
            ])
    }

    @Test(arguments: [
        ("face.pass_at = nan", "face.pass_at"), ("face.pass_at = -0.1", "face.pass_at"),
        ("tenant.port = 65536", "tenant.port"), ("tenant.port = 8080.0", "tenant.port"),
        ("tenant.port = 99999999999999999999", "tenant.port"),
        ("idle.ask_seconds = 4", "idle.ask_seconds"), ("trial = yes", "trial"),
        ("camera.source = ftp://127.0.0.1/", "camera.source"), ("camera.source =", "camera.source"),
        ("printer.server = nowhere", "printer.server"), ("printer.queue = a b", "printer.queue"),
        ("photo.symbol = system()", "photo.symbol"),
        ("reader.name = \u{202E}x", "reader.name"), ("models.folder =", "models.folder"),
        ("control.socket = /\(String(repeating: "s", count: 107))", "control.socket"),
        ("village.name = \(String(repeating: "村", count: 201))", "village.name"),
        ("face.refuse_below = 0.46", "face.refuse_below"), ("clerk.port = 8080", "clerk.port"),
    ])
    func `a value outside its range is refused`(line: String, key: String) throws {
        let kept = required.split(separator: "\n").filter { !$0.hasPrefix(key) }
        let text = (kept + [line[...]]).joined(separator: "\n")
        #expect(try problems(text).map(\.key) == [key])
    }

    @Test func `no wording and no listing holds a secret's value`() throws {
        let secret = "rtsp://admin:geheim@10.0.0.9/ main"
        let found = try problems(required + "camera.source = \(secret)\n")
        #expect(found.map(\.key) == ["camera.source"])
        let fault = ConfigurationError.problems(path: "kiosk.conf", found).fault
        #expect(!fault.clerk.contains("geheim") && fault.clerk.contains("第 3 行 camera.source"))

        let configuration = try load("camera.source = rtsp://admin:geheim@10.0.0.9/main\n")
        #expect(configuration.camera.source.contains("geheim"))
        #expect(!configuration.listing.contains { $0.contains("geheim") })
        #expect(configuration.listing.contains("face.pass_at = 0.45"))
    }

    @Test func `a missing, a binary and an endless file are told apart`() throws {
        #expect(throws: ConfigurationError.unreadable(path: "/nonexistent/kiosk.conf")) {
            try KioskConfiguration.load(path: "/nonexistent/kiosk.conf", environment: [:])
        }
        for bytes in [Data([0xFF, 0xFE, 0x00]), Data(count: KioskConfiguration.fileSizeMax + 1)] {
            _ = try withFile(bytes) { path in
                #expect(throws: ConfigurationError.notText(path: path)) {
                    try KioskConfiguration.load(path: path, environment: [:])
                }
            }
        }
    }
}
