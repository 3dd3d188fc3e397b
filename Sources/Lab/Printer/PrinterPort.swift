import Glibc

/// TCP ports on 127.0.0.1 for the virtual printer's servers.
enum PrinterPort {
    /// A port nobody listens on now. Another process may take it before it is used; whoever
    /// starts a server therefore tries again with another one.
    static func free() throws -> UInt16 {
        let (listener, status, port) = bound(to: 0)
        defer { close(listener) }
        guard status == 0, port > 0 else { throw PrinterTwinError.notStarted("port") }
        return port
    }

    /// Whether something accepts connections on `port`.
    static func isOpen(_ port: UInt16) -> Bool {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = loopback(port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// Waits until `port` is open; false when `process` ends or 10 s pass before that.
    static func waits(for port: UInt16, of process: PrinterProcess) -> Bool {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline, process.isRunning {
            if isOpen(port) { return true }
            usleep(5_000)
        }
        return false
    }

    private static func bound(to port: UInt16) -> (socket: Int32, status: Int32, port: UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 ? getsockname(listener, $0, &length) : -1
            }
        }
        return (listener, status, UInt16(bigEndian: address.sin_port))
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
