import Glibc

/// Sockets on loopback that never block.
enum CameraSocket {
    /// Room for two or three pictures: what waits in a buffer is old when it is read.
    private static let sendBuffer: Int32 = 131_072

    /// Listens on 127.0.0.1; port 0 takes a free one.
    static func listen(port: Int) throws(CameraError) -> (descriptor: Int32, port: Int) {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw .noPort(errno) }
        var (yes, size) = (Int32(1), socklen_t(MemoryLayout<sockaddr_in>.size))
        setsockopt(
            descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = (UInt16(exactly: port) ?? 0).bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        let listens = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && Glibc.listen(descriptor, 8) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard listens else {
            let code = errno
            close(descriptor)
            throw .noPort(code)
        }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// The next client that waits, or `nil`.
    static func accept(on listener: Int32) -> Int32? {
        let client = Glibc.accept(listener, nil, nil)
        guard client >= 0 else { return nil }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        _ = fcntl(client, F_SETFL, O_NONBLOCK)
        var (yes, room) = (Int32(1), sendBuffer)
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(client, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, size)
        setsockopt(client, SOL_SOCKET, SO_SNDBUF, &room, size)
        return client
    }

    /// What has arrived: empty when nothing has, `nil` when the client is gone.
    static func receive(from client: Int32) -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: MotionJPEG.requestMax)
        let count = recv(client, &chunk, chunk.count, 0)
        if count < 0 { return errno == EAGAIN || errno == EINTR ? [] : nil }
        return count == 0 ? nil : Array(chunk.prefix(count))
    }

    /// Sends what the buffer takes and returns the rest; `nil` when the client is gone.
    static func send(_ bytes: ArraySlice<UInt8>, to client: Int32) -> ArraySlice<UInt8>? {
        guard !bytes.isEmpty else { return [] }
        let count = bytes.withUnsafeBytes {
            Glibc.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count < 0 { return errno == EAGAIN || errno == EINTR ? bytes : nil }
        return bytes.dropFirst(count)
    }

    /// Whether the client has not taken everything yet that was sent.
    static func isBehind(_ client: Int32) -> Bool {
        var waiting: Int32 = 0
        return ioctl(client, UInt(TIOCOUTQ), &waiting) == 0 && waiting > 0
    }
}
