import Testing

@testable import FaceMatch

/// Tests that block a thread or measure time: one after the other, or they would measure each
/// other.
@Suite(.serialized) enum CameraTests {}

extension CameraTests {
    @Suite struct NativeCameraTests {
        private func picture() throws -> [UInt8] {
            try NativePicture(file: Files.other()).jpeg(widthMax: 320, mirrored: false, quality: 85)
        }

        /// Looks until `wanted` says so or ten seconds have passed; how long it took.
        private func look(
            _ camera: NativeCamera, after: UInt64 = 0, until wanted: (NativeCamera.Look) -> Bool
        ) -> Duration? {
            let start = ContinuousClock.now
            while ContinuousClock.now - start < .seconds(10) {
                if wanted(camera.look(after: after, within: .milliseconds(100))) {
                    return ContinuousClock.now - start
                }
            }
            return nil
        }

        private func isFrame(_ look: NativeCamera.Look) -> Bool {
            if case .frame = look { true } else { false }
        }

        private func isLost(_ look: NativeCamera.Look) -> Bool {
            if case .lost = look { true } else { false }
        }

        private func isMissing(_ look: NativeCamera.Look) -> Bool {
            if case .missing = look { true } else { false }
        }

        @Test func `frames come with growing numbers and whole`() throws {
            let server = try MotionJPEGServer(.sending(picture()))
            defer { server.close() }
            let camera = try NativeCamera(source: server.url, silenceMax: .seconds(2))
            var numbers: [UInt64] = []
            _ = look(camera) { _ in
                if case .frame(let frame, let number) = camera.look(
                    after: numbers.last ?? 0, within: .milliseconds(500))
                {
                    #expect(frame.width == 320 && frame.height == 375)
                    numbers.append(number)
                }
                return numbers.count == 5
            }
            #expect(numbers.count == 5 && numbers == numbers.sorted() && Set(numbers).count == 5)
        }

        @Test func `a camera that stalls is lost within its time limit`() throws {
            let server = try MotionJPEGServer(.sending(picture()))
            defer { server.close() }
            let camera = try NativeCamera(source: server.url, silenceMax: .seconds(1))
            #expect(look(camera, until: isFrame) != nil)
            server.turn(.silent)
            let time = try #require(look(camera, after: .max, until: isLost))
            #expect(time < .seconds(2), "noticed after \(time)")
        }

        @Test func `a camera that ends its stream is lost at once`() throws {
            let server = try MotionJPEGServer(.sending(picture()))
            defer { server.close() }
            let camera = try NativeCamera(source: server.url, silenceMax: .seconds(5))
            #expect(look(camera, until: isFrame) != nil)
            server.turn(.refusing)
            let time = try #require(look(camera, after: .max, until: isLost))
            #expect(time < .seconds(2), "noticed after \(time)")
        }

        @Test(arguments: [
            "/nonexistent/film.avi", "99", "", "http://127.0.0.1:1/camera", "rtsp://",
        ])
        func `a source that cannot be opened is missing`(source: String) throws {
            let camera = try NativeCamera(source: source, silenceMax: .seconds(1))
            #expect(look(camera, until: isMissing) != nil)
        }

        @Test func `a silent camera is missing within its time limit`() throws {
            let server = try MotionJPEGServer(.silent)
            defer { server.close() }
            let camera = try NativeCamera(source: server.url, silenceMax: .seconds(1))
            let time = try #require(look(camera, until: isMissing))
            #expect(time < .seconds(2), "noticed after \(time)")
        }
    }
}
