/// One request of the protocol's table, and what its reply says.
protocol ControllerMessage {
    associatedtype Reply
    /// Second byte of request and reply.
    static var function: UInt8 { get }
    /// Fills in the request's fields, offset 8 and up.
    func write(to frame: inout ControllerFrame)
    /// Reads the fields of a reply whose head is right.
    ///
    /// - Throws: `.badAnswer` for a field that cannot be, or an echo of another request.
    func read(_ frame: ControllerFrame) throws(DoorLockError) -> Reply
}

extension ControllerMessage {
    func write(to frame: inout ControllerFrame) {}

    /// The request as sent to controller `serial`.
    func request(to serial: UInt32) -> [UInt8] {
        var frame = ControllerFrame(function: Self.function, serial: serial)
        write(to: &frame)
        return frame.bytes
    }

    /// What the packet says, when it is a sound reply of controller `serial` to this request.
    func reply(in bytes: [UInt8], from serial: UInt32) throws(DoorLockError) -> Reply {
        try read(ControllerFrame(reply: bytes, function: Self.function, serial: serial))
    }
}
