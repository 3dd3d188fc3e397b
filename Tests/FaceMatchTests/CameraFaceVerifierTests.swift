import Registry
import Synchronization
import Testing

@testable import FaceMatch

/// A verification against a camera of this test's own: what it said, and how it ended.
private struct Run {
    var prompts: [FacePrompt] = []
    var comparison: FaceComparison?
    var error: FaceMatchError?
    var livePicture: [UInt8]?
    var time = Duration.zero
}

extension CameraTests {
    @Suite struct CameraFaceVerifierTests {
        /// The portrait as a camera of 512 columns would see it.
        private func frame(_ file: [UInt8]) throws -> [UInt8] {
            try NativePicture(file: file).jpeg(widthMax: 640, mirrored: false, quality: 90)
        }

        /// A card's photo: the head of NASA's public-domain portrait out of scikit-image 0.26.0
        /// (astronaut.png), 102 by 126 pixels, blue, green, red.
        private func tenantCard() throws -> Picture {
            let file = try Files.bytes("Tests/FaceMatchTests/Fixtures/card-tenant.bgr")
            return try #require(Picture(width: 102, height: 126, pixels: file))
        }

        private func verify(
            _ server: MotionJPEGServer, photo: Picture? = nil, within limit: Duration = .seconds(6),
            during: @Sendable (FacePrompt) -> Void = { _ in }
        ) async throws -> Run {
            var settings = FaceMatchSettings.quick(camera: server.url)
            settings.limits.face = limit
            let engine = FaceEngine(settings: settings)
            try await engine.load()
            let verifier = CameraFaceVerifier(settings: settings, engine: engine)
            var run = Run()
            let start = ContinuousClock.now
            do {
                for try await progress in verifier.verify(
                    photo: try photo ?? tenantCard(), turns: [.right, .left])
                {
                    switch progress {
                    case .prompt(let prompt):
                        run.prompts.append(prompt)
                        during(prompt)
                        if prompt != .starting { run.livePicture = await verifier.livePicture() }
                    case .finished(let comparison): run.comparison = comparison
                    }
                }
            } catch let error as FaceMatchError {
                run.error = error
            }
            run.time = ContinuousClock.now - start
            #expect(await verifier.livePicture() == nil, "no frame outlives the verification")
            return run
        }

        @Test func `the right face that never turns is a photo`() async throws {
            let server = try MotionJPEGServer(.sending(frame(Files.tenant())))
            defer { server.close() }
            let run = try await verify(server)
            #expect(run.error == .noTurn && run.comparison == nil)
            #expect(run.prompts == [.starting, .lookStraight, .turn(.right)])
            let live = try #require(run.livePicture)
            #expect(try PictureHeader(live) == PictureHeader(frame(Files.tenant())))
        }

        @Test func `another person's face is refused without a turn`() async throws {
            let server = try MotionJPEGServer(.sending(frame(Files.other())))
            defer { server.close() }
            let run = try await verify(server)
            let comparison = try #require(run.comparison)
            #expect(comparison.verdict == .refuse && comparison.score < 0.3)
            #expect(comparison.models["embedder"]?.hasPrefix("489d2a87") == true)
            #expect(run.time < .seconds(4), "\(run.time)")
        }

        @Test func `nobody before the camera is told so in time`() async throws {
            let wall = try #require(
                Picture(
                    width: 640, height: 480, pixels: .init(repeating: 120, count: 640 * 480 * 3)))
            let jpeg = try NativePicture(wall).jpeg(widthMax: 640, mirrored: false, quality: 80)
            let server = try MotionJPEGServer(.sending(jpeg))
            defer { server.close() }
            let run = try await verify(server, within: .seconds(1))
            #expect(run.error == .nobody && run.prompts == [.starting, .showFace])
        }

        @Test func `a photo without a face is refused before anybody waits`() async throws {
            let server = try MotionJPEGServer(.sending(frame(Files.tenant())))
            defer { server.close() }
            let blank = try #require(
                Picture(
                    width: 102, height: 126, pixels: .init(repeating: 255, count: 102 * 126 * 3)))
            let run = try await verify(server, photo: blank)
            #expect(run.error == .noFaceInPhoto && run.prompts == [.starting])
        }

        @Test func `a camera that stalls while a face is looked at is lost`() async throws {
            let server = try MotionJPEGServer(.sending(frame(Files.tenant())))
            defer { server.close() }
            let run = try await verify(server) { prompt in
                if prompt == .turn(.right) { server.turn(.silent) }
            }
            #expect(run.error == .cameraLost)
            #expect(run.prompts.last == .starting)
        }

        @Test func `a camera that comes back begins the look anew`() async throws {
            let jpeg = try frame(Files.tenant())
            let server = try MotionJPEGServer(.sending(jpeg))
            defer { server.close() }
            let losses = Atomic(0)
            let run = try await verify(server) { prompt in
                if prompt == .turn(.right), losses.load(ordering: .relaxed) == 0 {
                    losses.store(1, ordering: .relaxed)
                    server.turn(.refusing)
                } else if prompt == .starting {
                    server.turn(.sending(jpeg))
                }
            }
            #expect(run.error == .noTurn)
            #expect(
                run.prompts == [
                    .starting, .lookStraight, .turn(.right), .starting, .lookStraight,
                    .turn(.right),
                ])
        }

        @Test func `a camera that is not there is named`() async throws {
            let server = try MotionJPEGServer(.refusing)
            defer { server.close() }
            let run = try await verify(server)
            #expect(run.error == .cameraMissing && run.time < .seconds(6))
        }

        @Test func `dropping the stream lets the camera go`() async throws {
            let server = try MotionJPEGServer(.sending(frame(Files.tenant())))
            defer { server.close() }
            let settings = FaceMatchSettings.quick(camera: server.url)
            let engine = FaceEngine(settings: settings)
            let verifier = CameraFaceVerifier(settings: settings, engine: engine)
            for try await progress in verifier.verify(photo: try tenantCard(), turns: [.left])
            where progress == .prompt(.lookStraight) {
                #expect(server.clients == 1)
                break
            }
            let start = ContinuousClock.now
            while server.clients > 0, ContinuousClock.now - start < .seconds(5) {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(server.clients == 0)
            #expect(await verifier.livePicture() == nil)
        }
    }
}
