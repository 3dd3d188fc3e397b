import Foundation
import Glibc
import Synchronization

/// A camera on the loopback: one picture over and over, 20 a second, until told otherwise.
///
/// Sends what `cv::VideoCapture` reads as a stream: parts with a Content-Length.
final class MotionJPEGServer: Sendable {
    /// What it does to every connection.
    enum Behaviour {
        case sending([UInt8])
        /// Keeps connections open and says nothing.
        case silent
        /// Closes connections at once.
        case refusing
    }

    let port: UInt16
    private let listener: Int32
    private let behaviour: Mutex<Behaviour>
    private let isClosed = Atomic(false)
    private let connections = Atomic(0)

    var url: String { "http://127.0.0.1:\(port)/camera" }
    /// Connections open now.
    var clients: Int { connections.load(ordering: .sequentiallyConsistent) }

    init(_ behaviour: Behaviour) throws {
        self.behaviour = Mutex(behaviour)
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard bound else { throw CocoaError(.fileReadUnknown) }
        (self.listener, port) = (listener, UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { self.accept() }
    }

    func turn(_ new: Behaviour) { behaviour.withLock { $0 = new } }

    func close() {
        isClosed.store(true, ordering: .sequentiallyConsistent)
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { break }
            Thread.detachNewThread { self.serve(client) }
        }
        Glibc.close(listener)
    }

    private func serve(_ client: Int32) {
        connections.add(1, ordering: .sequentiallyConsistent)
        defer {
            connections.subtract(1, ordering: .sequentiallyConsistent)
            Glibc.close(client)
        }
        if case .refusing = behaviour.withLock({ $0 }) { return }
        var request = [UInt8](repeating: 0, count: 4_096)
        guard recv(client, &request, request.count, 0) > 0 else { return }
        let head =
            "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"
        var isHeadSent = false
        while !isClosed.load(ordering: .sequentiallyConsistent) {
            var bytes: [UInt8] = []
            switch behaviour.withLock({ $0 }) {
            case .refusing: return
            case .silent: bytes = []
            case .sending(let jpeg):
                bytes = isHeadSent ? [] : Array(head.utf8)
                isHeadSent = true
                let part =
                    "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: \(jpeg.count)\r\n\r\n"
                bytes += Array(part.utf8) + jpeg + Array("\r\n".utf8)
            }
            if !bytes.isEmpty {
                guard send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
                else { return }
            }
            // The pace of frames; a reader that has gone is noticed meanwhile: it never writes.
            var events = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
            if poll(&events, 1, 50) > 0 { return }
        }
    }
}
