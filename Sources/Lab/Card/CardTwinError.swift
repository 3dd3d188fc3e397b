/// Why the virtual card reader does not work: a sentence for whoever runs the lab.
struct CardTwinError: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    static func pathTooLong(_ path: String) -> CardTwinError {
        CardTwinError(
            "the socket path has \(path.utf8.count) bytes, a socket's name has room for "
                + "\(PcscDaemon.socketPathMax); use a shorter folder: \(path)")
    }
}
