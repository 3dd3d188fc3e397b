import Glibc

/// A virtual card's line to the vpcd driver: connected is inserted, closed is removed.
///
/// ```
/// length: UInt16 BE | payload
/// ```
///
/// A payload of one byte is an order (00 off, 01 on, 02 reset, 04 tell the answer to reset; only
/// the last one is answered), any other a command to the card. Source: vpcd 3.3, observed.
final class VpcdConnection {
    /// What the driver sent.
    enum Message: Equatable {
        /// It wants the answer to reset; it asks so every 400 ms.
        case tellAnswerToReset
        /// Power and reset: nothing to answer.
        case power
        /// A command to the card.
        case command([UInt8])
    }

    /// The first slot of vpcd's default channel.
    static let port: UInt16 = 0x8C7B
    let descriptor: Int32

    /// Inserts the card; `nil` while the driver does not listen.
    init?() {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        descriptor = socket(AF_INET, kind, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = Self.port.bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        let status = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { [descriptor] in
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }

    /// Takes the card away and waits until the driver has noticed, up to two seconds.
    ///
    /// Only the sending half is closed at once: the driver then finds the end of the stream. A
    /// socket closed as a whole makes its next write fail instead, and then it takes a card
    /// already waiting for the one it had, and tells pcscd nothing.
    func leave() {
        shutdown(descriptor, Int32(SHUT_WR))
        var waits = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var rest = [UInt8](repeating: 0, count: 4_096)
        while poll(&waits, 1, 2_000) > 0, recv(descriptor, &rest, rest.count, 0) > 0 {}
    }

    /// The next message; `nil` when the driver has gone.
    func receive() -> Message? {
        guard let head = take(2), let payload = take(Int(head[0]) << 8 | Int(head[1])) else {
            return nil
        }
        switch payload.count {
        case 0: return .power
        case 1: return payload[0] == 0x04 ? .tellAnswerToReset : .power
        default: return .command(payload)
        }
    }

    /// Sends `payload`, at most 65,535 bytes; false when the driver has gone.
    func send(_ payload: [UInt8]) -> Bool {
        let length = UInt16(clamping: payload.count)
        let message = [UInt8(length >> 8), UInt8(length & 0xFF)] + payload.prefix(Int(length))
        let sent = message.withUnsafeBytes {
            Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        return sent == message.count
    }

    private func take(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            // The driver writes length and body apart and waits for the acknowledgement between:
            // a delayed one costs 40 ms a command. The kernel forgets this wish at each receive.
            var on: Int32 = 1
            let size = socklen_t(MemoryLayout<Int32>.size)
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_QUICKACK, &on, size)
            let received = bytes[filled...].withUnsafeMutableBytes {
                recv(descriptor, $0.baseAddress, $0.count, 0)
            }
            if received < 0, errno == EINTR { continue }
            guard received > 0 else { return nil }
            filled += received
        }
        return bytes
    }
}
