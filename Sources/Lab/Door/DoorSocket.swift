import Dispatch
import Glibc

/// Where a program's packets come from, on loopback.
struct DoorPeer: Hashable, Sendable {
    /// IPv4, host order.
    var address: UInt32
    var port: UInt16

    init(address: UInt32, port: UInt16) { (self.address, self.port) = (address, port) }

    /// Where a board was told to send its events; `nil` for none, and beyond loopback: the lab
    /// speaks to nobody else.
    init?(_ listener: DoorBoard.Listener) {
        guard listener.port != 0, listener.address.first == 127 else { return nil }
        address = listener.address.reduce(0) { $0 << 8 | UInt32($1) }
        port = listener.port
    }
}

/// The UDP socket of the lab's boards. Packets are handed over as they come, until it closes.
struct DoorSocket {
    /// Longer packets arrive cut; they are too long for a board in any case.
    private static let packetMax = 2_048

    let port: Int
    private let descriptor: Int32
    private let source: any DispatchSourceRead

    /// Opens 127.0.0.1:`wanted`, or a free port for 0.
    ///
    /// - Parameters:
    ///   - wanted: the port.
    ///   - queue: where the two closures are called.
    ///   - onPacket: gets each packet.
    ///   - onClose: called once nothing more will come.
    /// - Throws: `.noPort` when the port cannot be had.
    init(
        port wanted: Int, queue: DispatchQueue,
        onPacket: @escaping @Sendable ([UInt8], DoorPeer) -> Void,
        onClose: @escaping @Sendable () -> Void
    ) throws(DoorTwinError) {
        let (descriptor, port) = try Self.open(wanted)
        (self.descriptor, self.port) = (descriptor, port)
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler {
            while let (bytes, peer) = Self.receive(descriptor) { onPacket(bytes, peer) }
        }
        source.setCancelHandler {
            Glibc.close(descriptor)
            onClose()
        }
        source.activate()
    }

    /// Sends; what the network does not take is lost, as packets may be.
    func send(_ packet: DoorLine.Packet) {
        var address = Self.socketAddress(packet.peer)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, packet.bytes, packet.bytes.count, 0, $0, size)
            }
        }
    }

    /// Closes; nothing may be sent from now on.
    func close() { source.cancel() }

    private static func open(_ wanted: Int) throws(DoorTwinError) -> (Int32, Int) {
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw .noPort(errno) }
        var address = socketAddress(
            DoorPeer(address: UInt32(INADDR_LOOPBACK), port: UInt16(exactly: wanted) ?? 0))
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        // Forty boards share this buffer; the kernel takes as much as its limit lets it.
        var room = Int32(4 << 20)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<Int32>.size))
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else {
            let code = errno
            Glibc.close(descriptor)
            throw .noPort(code)
        }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    private static func receive(_ descriptor: Int32) -> ([UInt8], DoorPeer)? {
        var bytes = [UInt8](repeating: 0, count: packetMax)
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        while true {
            let count = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    recvfrom(descriptor, &bytes, bytes.count, 0, $0, &size)
                }
            }
            // Sent to a program that has gone: the next packet is not concerned.
            if count < 0, errno == EINTR || errno == ECONNREFUSED { continue }
            guard count >= 0 else { return nil }
            let peer = DoorPeer(
                address: UInt32(bigEndian: address.sin_addr.s_addr),
                port: UInt16(bigEndian: address.sin_port))
            return (Array(bytes.prefix(count)), peer)
        }
    }

    private static func socketAddress(_ peer: DoorPeer) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = peer.port.bigEndian
        address.sin_addr.s_addr = peer.address.bigEndian
        return address
    }
}
