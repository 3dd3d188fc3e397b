public import Hummingbird
public import NIOCore
public import Registry

/// A request's context that knows from where the request came.
public struct AddressedContext: RequestContext, RemoteAddressRequestContext {
    /// What the router keeps of a request.
    public var coreContext: CoreRequestContextStorage
    /// The other end of the connection; `nil` when it is no socket.
    public let remoteAddress: SocketAddress?

    /// Takes the address of the connection.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}

extension RemoteAddressRequestContext {
    /// The address without its port; for counting, never for a record.
    public var address: String { remoteAddress?.ipAddress ?? "" }

    /// The kind of address, for a record.
    public var addressKind: AddressKind {
        ["127.0.0.1", "::1"].contains(address) ? .loopback : .network
    }
}
