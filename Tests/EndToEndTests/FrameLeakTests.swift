import Foundation
import Glibc
import Testing

@testable import Lab

/// Live frames stay in memory while they are compared and are gone after the verdict.
@Suite(
    .serialized, .timeLimit(.minutes(3)),
    .enabled(if: getuid() == 0, "reading the service's memory needs root"))
struct FrameLeakTests {
    /// Stretches of the pictures' own data, as bytes and as Base64.
    private static func needles(in pictures: [[UInt8]]) -> [[UInt8]] {
        pictures.flatMap { picture in
            // The tables of a JPEG's head are alike in all; the last third is the picture's own.
            let place = picture.count * 2 / 3 / 3 * 3
            let bytes = Array(picture[place..<place + 96])
            return [Array(bytes.prefix(64)), Array(Data(bytes).base64EncodedString().utf8)]
        }
    }

    /// How many of `needles` stand in a file below `folder`.
    private static func count(of needles: [[UInt8]], below folder: URL) -> Int {
        var left = needles
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard let bytes = try? Data(contentsOf: file) else { continue }
            left.removeAll { bytes.range(of: Data($0)) != nil }
        }
        return needles.count - left.count
    }

    @Test func `no frame is left after the verdict, in memory or in a file`() async throws {
        try await withDesk { desk in
            let camera = await desk.station.camera
            await camera.keepSent()
            let pid = try #require(await desk.kiosk.pid)
            var plan = VirtualTenant.Plan()
            plan.stopAt = "rooms"
            #expect(try await desk.tenant(plan).checkIn().last.screen == "rooms")
            let sent = try #require(await camera.sent)
            let chosen = sent.enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
            let needles = Self.needles(in: chosen.suffix(12))
            #expect(needles.count >= 12)
            #expect(try MemorySearch(of: pid).count(of: needles) == 0)
            #expect(Self.count(of: needles, below: desk.folder) == 0)
            // The same search finds a frame that is leaked on purpose; a still scene repeats it.
            let last = try #require(chosen.last)
            let leak = desk.folder.appending(path: "data/leak")
            try Data(last).write(to: leak)
            #expect(Self.count(of: needles, below: desk.folder) > 0)
            try Data(last).base64EncodedData().write(to: leak)
            #expect(Self.count(of: needles, below: desk.folder) > 0)
        }
    }

    @Test func `the search finds frames while the camera is open`() async throws {
        try await withDesk { desk in
            let camera = await desk.station.camera
            await desk.station.show(.nobody)
            try await desk.askForCard()
            try await desk.station.insertCard(.tenant)
            _ = try await desk.state { $0.screen == "face" && $0.prompt != "starting" }
            await camera.keepSent()
            let pid = try #require(await desk.kiosk.pid)
            var found = 0
            for _ in 0..<20 where found == 0 {
                let picture = try await camera.preview()
                let place = picture.count * 2 / 3
                found = try MemorySearch(of: pid).count(of: [Array(picture[place..<place + 64])])
            }
            #expect(found == 1)
        }
    }
}
