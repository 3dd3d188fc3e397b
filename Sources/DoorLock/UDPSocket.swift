import Glibc

/// `host:port`, where a controller is.
struct ControllerAddress: Equatable, Sendable {
    let host: String
    let port: UInt16

    /// Reads `host:port`; the host is a name or an IPv4 address.
    init(_ text: String) throws(DoorLockError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let port = UInt16(parts[1]), port > 0 else {
            throw .badAddress
        }
        (host, self.port) = (String(parts[0]), port)
    }

    /// Looks the host up; blocks as long as the system's resolver does, an address never.
    func resolve() throws(DoorLockError) -> sockaddr_in {
        var hints = addrinfo()
        hints.ai_family = AF_INET
        hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        defer { if let list { freeaddrinfo(list) } }
        guard getaddrinfo(host, nil, &hints, &list) == 0,
            let found = list?.pointee, let pointer = found.ai_addr,
            Int(found.ai_addrlen) >= MemoryLayout<sockaddr_in>.size
        else { throw .badAddress }
        var address = pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { $0.pointee }
        address.sin_port = port.bigEndian
        return address
    }
}

/// A UDP socket connected to one peer: the kernel drops what anybody else sends to it.
final class UDPSocket {
    /// A cancelled task is noticed after this long.
    private static let slice = Duration.milliseconds(100)
    private let descriptor: Int32

    /// Takes a source port of its own.
    init(to peer: sockaddr_in) throws(DoorLockError) {
        let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw .noSocket(errno) }
        var peer = peer
        let status = withUnsafePointer(to: &peer) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw .noSocket(errno) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Sends one packet. A failure shows as a reply that never comes.
    func send(_ bytes: [UInt8]) {
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// The next packet, up to 65 bytes of it, which tells a longer one from a right one.
    ///
    /// - Returns: `nil` at the deadline, or when the task is cancelled.
    func receive(until deadline: ContinuousClock.Instant) -> [UInt8]? {
        while !Task.isCancelled {
            let left = min(deadline - .now, Self.slice)
            guard left > .zero else { return nil }
            var events = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            // Rounded up, so that the end of a wait is not spent spinning.
            let microseconds = left / .microseconds(1)
            guard poll(&events, 1, Int32(microseconds / 1_000) + 1) > 0 else { continue }
            var buffer = [UInt8](repeating: 0, count: ControllerFrame.length + 1)
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            // An error is the network's word that nobody listens there, said once: wait on.
            if count >= 0 { return Array(buffer.prefix(count)) }
        }
        return nil
    }
}
