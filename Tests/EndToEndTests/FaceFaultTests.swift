import Foundation
import Registry
import Testing

@testable import Lab

@Suite(.serialized, .timeLimit(.minutes(3))) struct FaceFaultTests {
    @Test func `nobody before the camera is told so, and may try again or go to the clerk`()
        async throws
    {
        try await withDesk { desk in
            await desk.station.show(.nobody)
            await #expect(
                throws: VirtualTenant.Trouble.stuck(screen: "face-failed", notice: "FM-03")
            ) { try await desk.tenant().checkIn() }
            await desk.station.show(.honest(.tenant))
            try await desk.screen.press("/retry")
            _ = try await desk.state { $0.screen == "face" && $0.prompt != "starting" }
            try await desk.screen.press("/clerk")
            #expect(try await desk.state { $0.screen == "clerk" }.notice == "FD-01")
        }
    }

    @Test func `another person's portrait goes to the clerk and never to a room`() async throws {
        try await withDesk { desk in
            await desk.station.show(.honest(.other))
            await #expect(throws: VirtualTenant.Trouble.stuck(screen: "clerk", notice: "FM-01")) {
                try await desk.tenant().checkIn()
            }
        }
    }

    @Test(arguments: [CameraScene.Paper.flat, .bent, .creased])
    func `a photo held up does not pass`(paper: CameraScene.Paper) async throws {
        try await withDesk(changes: ["face.turn_seconds": "4"]) { desk in
            await desk.station.show(.photo(paper))
            await #expect(throws: VirtualTenant.Trouble.self) {
                try await desk.tenant().checkIn()
            }
            let state = try await desk.state { _ in true }
            #expect(["clerk", "face-failed"].contains(state.screen))
            #expect(try await desk.ask(ShownCheckIns.self, "checkin", "list").made.isEmpty)
        }
    }

    @Test func `a stalled camera is noticed, and its healing lets the same visitor pass`()
        async throws
    {
        try await withDesk { desk in
            await desk.station.camera.stall()
            await #expect(throws: VirtualTenant.Trouble.self) {
                try await desk.tenant().checkIn()
            }
            let state = try await desk.state { _ in true }
            #expect(state.screen == "clerk")
            #expect(["FM-08", "FM-09"].contains(state.notice))
            try await desk.screen.press("/leave")
            try await desk.station.removeCard()
            try await desk.station.camera.resume()
            #expect(try await desk.tenant().checkIn().last.screen == "done")
        }
    }

    @Test func `a model file with a wrong hash stops comparing, not the kiosk`() async throws {
        let models = URL(filePath: "/tmp/models-\(UInt32.random(in: 0...(.max)))")
        try FileManager.default.copyItem(
            at: Desk.project.materials.appending(path: "models"), to: models)
        defer { try? FileManager.default.removeItem(at: models) }
        let file = models.appending(path: "sface.onnx")
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: file)
        try await withDesk(changes: ["models.folder": models.path]) { desk in
            await #expect(throws: VirtualTenant.Trouble.stuck(screen: "clerk", notice: "FM-11")) {
                try await desk.tenant().checkIn()
            }
            let log = try desk.log
            #expect(log.contains("FM-11"), "said at the start already")
        }
    }
}
