import Dispatch
import Glibc
import Synchronization

/// A UDP socket on a free port of this machine that answers as a test's script says.
final class Responder: Sendable {
    /// A packet that came, and the port it came from.
    struct Request {
        let bytes: [UInt8]
        let port: UInt16
        /// 1 for the first.
        let count: Int
        var function: UInt8 { bytes[1] }
    }
    /// A packet to send, from a strange socket when `isForeign`.
    struct Packet {
        let bytes: [UInt8]
        let port: UInt16
        var isForeign = false
    }

    let port: UInt16
    private let descriptor: Int32
    private let foreign: Int32
    private let isOver = Mutex(false)
    private let ended = DispatchSemaphore(value: 0)

    /// Answers until the value goes.
    init(_ script: @escaping @Sendable (Request) -> [Packet]) {
        descriptor = Self.bound()
        foreign = Self.bound()
        port = Self.port(of: descriptor)
        let (descriptor, foreign, ended) = (descriptor, foreign, ended)
        DispatchQueue(label: "responder").async { [weak self] in
            var count = 0
            while self?.isOver.withLock({ $0 }) == false {
                guard let (bytes, port) = Self.receive(descriptor), bytes.count == 64 else {
                    continue
                }
                count += 1
                for packet in script(Request(bytes: bytes, port: port, count: count)) {
                    Self.send(packet, from: packet.isForeign ? foreign : descriptor)
                }
            }
            close(descriptor)
            close(foreign)
            ended.signal()
        }
    }

    /// Ends the script and waits for its last answer.
    func stop() {
        isOver.withLock { $0 = true }
        ended.wait()
    }

    private static func bound() -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        withAddress(port: 0) { _ = bind(descriptor, $0, $1) }
        return descriptor
    }

    private static func port(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = getsockname(descriptor, $0, &length)
            }
        }
        return UInt16(bigEndian: address.sin_port)
    }

    /// The next packet, or nothing after 10 ms.
    private static func receive(_ descriptor: Int32) -> ([UInt8], UInt16)? {
        var events = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&events, 1, 10) > 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 100)
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let count = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                recvfrom(descriptor, &buffer, buffer.count, 0, $0, &length)
            }
        }
        guard count >= 0 else { return nil }
        return (Array(buffer.prefix(count)), UInt16(bigEndian: address.sin_port))
    }

    private static func send(_ packet: Packet, from descriptor: Int32) {
        withAddress(port: packet.port) {
            _ = sendto(descriptor, packet.bytes, packet.bytes.count, 0, $0, $1)
        }
    }

    private static func withAddress(
        port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Void
    ) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

extension Responder.Request {
    /// A reply to whoever sent this.
    func reply(_ fields: [Int: [UInt8]] = [:]) -> Responder.Packet {
        Responder.Packet(bytes: Fixture.packet(function, fields), port: port)
    }
}

/// The cards of a board, kept as the bytes that came.
struct CardTable: Sendable {
    private(set) var records: [[UInt8]: [UInt8]] = [:]

    mutating func answer(_ request: Responder.Request) -> Responder.Packet {
        let number = Array(request.bytes[8..<12])
        switch request.function {
        case 0x50:
            records[number] = Array(request.bytes[8..<28])
            return request.reply([8: [1]])
        case 0x52:
            return request.reply([8: [records.removeValue(forKey: number) == nil ? 0 : 1]])
        case 0x5A:
            return request.reply(records[number].map { [8: $0] } ?? [:])
        default:
            return request.reply()
        }
    }
}
