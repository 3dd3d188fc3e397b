import Glibc
import Testing

@testable import Lab

@Suite struct CameraRequestTests {
    @Test func `a part carries its length and one boundary`() {
        let part = MotionJPEG.part([0xFF, 0xD8, 0xFF, 0xD9])
        let text =
            "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 4\r\n\r\n"
        #expect(part == Array(text.utf8) + [0xFF, 0xD8, 0xFF, 0xD9, 0x0D, 0x0A])
    }

    @Test func `a request that arrives byte by byte is taken once, when whole`() {
        let bytes = Array("GET /camera?t=1 HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        for count in 0..<bytes.count {
            #expect(MotionJPEG.request(in: Array(bytes.prefix(count))) == .incomplete)
        }
        #expect(MotionJPEG.request(in: bytes) == .get("/camera"))
    }

    @Test(arguments: [
        "POST /camera HTTP/1.1\r\n\r\n", "GET /camera\r\n\r\n", "\r\n\r\n", "GET  HTTP/1.1\r\n\r\n",
        "GET /camera RTSP/1.0\r\n\r\n", "\u{0}\u{1}\r\n\r\n", String(repeating: "a", count: 9_000),
    ])
    func `anything but a GET is refused`(request: String) {
        #expect(MotionJPEG.request(in: Array(request.utf8)) == .refused)
    }
}

@Suite(.serialized, .timeLimit(.minutes(1))) struct CameraStreamTests {
    @Test func `parts follow one another, each a 640x480 JPEG of its stated length`() async throws {
        let camera = try CameraTwin(files: studioFiles)
        let port = try await camera.start()
        var client = try StreamClient(port: port, path: "/camera")
        #expect(
            try client.line(upTo: "\r\n\r\n")
                == """
                HTTP/1.1 200 OK\r
                Content-Type: multipart/x-mixed-replace; boundary=frame\r
                Cache-Control: no-store\r
                Connection: close
                """)
        for _ in 0..<20 { #expect(jpegSize(try client.part()) == [640, 480]) }
        await camera.stop()
        #expect(await camera.log.frames(of: .honest(.tenant)) >= 20)
    }

    @Test func `fifteen pictures come in a second`() async throws {
        let camera = try CameraTwin(files: studioFiles)
        await camera.show(.nobody)
        var client = try StreamClient(port: try await camera.start(), path: "/camera")
        _ = try client.line(upTo: "\r\n\r\n")
        _ = try client.part()
        _ = try client.part()
        let begin = ContinuousClock.now
        for _ in 0..<30 { _ = try client.part() }
        let took = ContinuousClock.now - begin
        #expect(took > .milliseconds(1_800), "30 pictures are two seconds, never fewer")
        await camera.stop()
    }

    @Test func `a stalled camera keeps its connection and sends nothing`() async throws {
        let camera = try CameraTwin(files: studioFiles)
        var client = try StreamClient(port: try await camera.start(), path: "/camera")
        _ = try client.line(upTo: "\r\n\r\n")
        _ = try client.part()
        await camera.stall()
        let sent = await camera.log.frames(of: .honest(.tenant))
        for _ in 1..<sent { _ = try client.part() }
        #expect(client.nothingArrives(within: .milliseconds(400)))
        try await camera.resume()
        #expect(jpegSize(try client.part()) == [640, 480])
        await camera.stop()
    }

    @Test func `a camera without power refuses, and comes back on its port`() async throws {
        let camera = try CameraTwin(files: studioFiles)
        let port = try await camera.start()
        var client = try StreamClient(port: port, path: "/camera")
        _ = try client.line(upTo: "\r\n\r\n")
        await camera.switchOff()
        #expect(throws: StreamClient.Ended.self) {
            for _ in 0..<100 { _ = try client.part() }
        }
        #expect(throws: StreamClient.Ended.self) {
            _ = try StreamClient(port: port, path: "/camera")
        }
        try await camera.resume()
        #expect(await camera.port == port)
        var again = try StreamClient(port: port, path: "/camera")
        _ = try again.line(upTo: "\r\n\r\n")
        #expect(jpegSize(try again.part()) == [640, 480])
        await camera.stop()
    }

    @Test func `a client that sleeps loses pictures and the others do not`() async throws {
        let camera = try CameraTwin(files: studioFiles)
        let port = try await camera.start()
        let sleeper = try StreamClient(port: port, path: "/camera", receiveBuffer: 4_096)
        var client = try StreamClient(port: port, path: "/camera")
        _ = try client.line(upTo: "\r\n\r\n")
        while await camera.log.entries.last?.dropped ?? 0 == 0 { _ = try client.part() }
        #expect(jpegSize(try client.part()) == [640, 480])
        sleeper.leave()
        await camera.stop()
    }

    @Test func `every other path is not found`() async throws {
        let camera = try CameraTwin(files: studioFiles)
        var client = try StreamClient(port: try await camera.start(), path: "/")
        #expect(try client.line(upTo: "\r\n").hasPrefix("HTTP/1.1 404"))
        await camera.stop()
    }

    @Test func `the log counts by scene and cause`() async throws {
        let camera = try CameraTwin(files: studioFiles)
        var client = try StreamClient(port: try await camera.start(), path: "/camera")
        _ = try client.line(upTo: "\r\n\r\n")
        #expect(await camera.turn(.left) == .milliseconds(1_200))
        await camera.show(.nobody)
        while await camera.log.frames(of: .nobody) < 3 { _ = try client.part() }
        #expect(await camera.log.entries.map(\.cause) == ["scene", "left", "scene"])
        #expect(await camera.log.entries.map(\.scene) == ["tenant", "tenant", "nobody"])
        #expect(jpegSize(try await camera.preview()) == [640, 480])
        await camera.stop()
    }
}

/// A client that reads the stream as a kiosk does, with a time limit on each read.
private struct StreamClient {
    struct Ended: Error {}
    private let descriptor: Int32
    private var pending: [UInt8] = []

    init(port: Int, path: String, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        if var room = receiveBuffer {
            setsockopt(
                descriptor, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<Int32>.size))
        }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        let connected = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(descriptor)
            throw Ended()
        }
        let request = Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw Ended()
        }
    }

    /// Everything up to `mark`, which is taken away too.
    mutating func line(upTo mark: String) throws -> String {
        var text: [UInt8] = []
        while !text.suffix(mark.utf8.count).elementsEqual(mark.utf8) {
            text += try take(1)
            guard text.count < 10_000 else { throw Ended() }
        }
        return String(decoding: text.dropLast(mark.utf8.count), as: UTF8.self)
    }

    /// The next part's picture.
    mutating func part() throws -> [UInt8] {
        let head = try line(upTo: "\r\n\r\n").split(separator: "\r\n")
        guard head.count == 3, head[0] == "--frame", head[1] == "Content-Type: image/jpeg",
            let length = Int(head[2].dropFirst("Content-Length: ".count))
        else { throw Ended() }
        let picture = try take(length)
        guard try take(2) == [0x0D, 0x0A] else { throw Ended() }
        return picture
    }

    /// Whether the connection stays open and silent for `limit`.
    func nothingArrives(within limit: Duration) -> Bool {
        var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let milliseconds = limit / .milliseconds(1)
        return pending.isEmpty && poll(&state, 1, Int32(milliseconds)) == 0
    }

    func leave() { close(descriptor) }

    private mutating func take(_ count: Int) throws -> [UInt8] {
        while pending.count < count {
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let got = recv(descriptor, &chunk, chunk.count, 0)
            guard got > 0 else { throw Ended() }
            pending += chunk.prefix(got)
        }
        defer { pending.removeFirst(count) }
        return Array(pending.prefix(count))
    }
}
