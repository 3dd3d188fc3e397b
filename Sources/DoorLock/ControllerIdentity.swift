public import Registry

/// A board as it introduces itself.
public struct ControllerIdentity: Equatable, Sendable {
    /// Its number.
    public let serial: UInt32
    /// IPv4 address it believes to have.
    public let networkAddress: String
    /// MAC address, 12 hexadecimal digits.
    public let hardwareAddress: String
    /// Version of its firmware, such as `8.92`; 6.56 is the oldest that speaks this protocol.
    public let firmware: String
    /// Day of that version; `nil` when it shows none.
    public let released: CalendarDate?
}
