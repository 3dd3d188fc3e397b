import CLabScene
import Foundation
import Glibc
import Registry
import Testing

@testable import FaceMatch
@testable import Lab

/// Live frames stay in memory while they are compared and are gone after the verdict.
@Suite(
    .serialized, .timeLimit(.minutes(3)),
    .enabled(if: getuid() == 0, "reading the service's memory needs root"))
struct FrameLeakTests {
    /// What could be left of pictures that the camera has sent: stretches of the JPEG as bytes and
    /// as Base64, rows as they were decoded, and what the product itself makes of the face.
    private struct Remains {
        var needles: [[UInt8]] = []

        init(of pictures: [[UInt8]]) throws {
            let models = Desk.project.root.appending(path: "var/models").path
            let networks = try FaceNetworks(FaceModels(folder: models))
            for picture in pictures {
                // The tables of a JPEG's head are alike in all; the last third is its own.
                let place = picture.count * 2 / 3 / 3 * 3
                let bytes = Array(picture[place..<place + 96])
                needles += [Array(bytes.prefix(64)), Array(Data(bytes).base64EncodedString().utf8)]
                let frame = try Self.decoded(picture)
                // Across the face, where the sensor's noise makes each frame its own.
                for row in [2, 3] {
                    let middle = (frame.height * row / 6 * frame.width + frame.width / 2) * 3
                    needles.append(Array(frame.pixels[middle..<middle + 96]))
                }
                let look = try networks.observe(NativePicture(frame)) { _ in true }.look
                guard let numbers = look?.embedding?.numbers else { continue }
                needles.append(numbers.prefix(24).withUnsafeBytes { Array($0) })
            }
        }

        /// The frame as the service's own reader of the stream decodes it.
        private static func decoded(_ picture: [UInt8]) throws -> Picture {
            let file = FileManager.default.temporaryDirectory
                .appending(path: "frame-\(UUID().uuidString).jpg")
            defer { try? FileManager.default.removeItem(at: file) }
            try Data(picture).write(to: file)
            var pixels = [UInt8](repeating: 0, count: 640 * 480 * 3)
            var (width, height) = (Int32(0), Int32(0))
            let count = clab_stream_frame(
                file.path, &pixels, Int32(pixels.count), &width, &height)
            try #require(count == pixels.count)
            return try #require(
                Picture(width: Int(width), height: Int(height), pixels: pixels))
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

    /// The same in files of the system's temporary folder that came since `names` were listed.
    private static func count(of needles: [[UInt8]], inTemporaryFilesBut names: Set<String>) -> Int
    {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/tmp")) ?? []
        return all.filter { !names.contains($0) }.reduce(0) { sum, name in
            let place = URL(filePath: "/tmp/" + name)
            let isFile = (try? Data(contentsOf: place)) != nil
            let bytes = isFile ? (try? Data(contentsOf: place)) ?? Data() : Data()
            return sum + needles.count { bytes.range(of: Data($0)) != nil }
                + count(of: needles, below: place)
        }
    }

    /// Neither in the service's memory nor in a file, while the same search of files finds each
    /// kind that is leaked on purpose.
    private func expectNothingLeft(
        of pictures: [[UInt8]], in desk: Desk, before: Set<String>
    ) async throws {
        let pid = try #require(await desk.kiosk.pid)
        let needles = try Remains(of: pictures).needles
        #expect(needles.count >= 5 * pictures.count - 4, "most frames showed a face")
        let memory = try MemorySearch(of: pid)
        let left = needles.indices.filter { memory.count(of: [needles[$0]]) > 0 }
        #expect(left.isEmpty, "\(left.map { "\($0): \(needles[$0].count) bytes" })")
        #expect(Self.count(of: needles, below: desk.folder) == 0)
        #expect(Self.count(of: needles, inTemporaryFilesBut: before) == 0)
        let leak = desk.folder.appending(path: "data/leak")
        for needle in needles {
            try Data([0, 1, 2] + needle + [3]).write(to: leak)
            #expect(Self.count(of: [needle], below: desk.folder) == 1)
        }
        try FileManager.default.removeItem(at: leak)
    }

    @Test func `no frame is left after the verdict, in memory or in a file`() async throws {
        let before = Set(try FileManager.default.contentsOfDirectory(atPath: "/tmp"))
        try await withDesk { desk in
            let camera = await desk.station.camera
            await camera.keepSent()
            var plan = VirtualTenant.Plan()
            plan.stopAt = "rooms"
            #expect(try await desk.tenant(plan).checkIn().last.screen == "rooms")
            let sent = try #require(await camera.sent)
            let chosen = sent.enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
            try await expectNothingLeft(of: chosen.suffix(12), in: desk, before: before)
        }
    }

    @Test func `no frame is left when the clerk gives the verdict`() async throws {
        let before = Set(try FileManager.default.contentsOfDirectory(atPath: "/tmp"))
        try await withDesk { desk in
            let camera = await desk.station.camera
            await camera.keepSent()
            var plan = VirtualTenant.Plan()
            plan.card = .stranger
            await #expect(throws: VirtualTenant.Trouble.self, "the faces differ") {
                try await desk.tenant(plan).checkIn()
            }
            #expect(try await desk.state { $0.screen == "clerk" }.screen == "clerk")
            let sent = try #require(await camera.sent)
            let chosen = sent.enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
            try await expectNothingLeft(of: chosen.suffix(8), in: desk, before: before)
        }
    }

    @Test func `the search finds frames, encoded and decoded, while the camera is open`()
        async throws
    {
        try await withDesk { desk in
            let camera = await desk.station.camera
            await desk.station.show(.nobody)
            try await desk.askForCard()
            try await desk.station.insertCard(.tenant)
            _ = try await desk.state { $0.screen == "face" && $0.prompt != "starting" }
            await camera.keepSent()
            let pid = try #require(await desk.kiosk.pid)
            var found = [0, 0]
            for _ in 0..<20 where found.contains(0) {
                let picture = try await camera.preview()
                let needles = try Remains(of: [picture]).needles
                for (kind, place) in [0, 2].enumerated() where found[kind] == 0 {
                    found[kind] = try MemorySearch(of: pid).count(of: [needles[place]])
                }
            }
            #expect(found == [1, 1])
        }
    }
}
