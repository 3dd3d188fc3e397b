import HTTPTypes
public import Hummingbird

/// Refuses requests for another name than ours: a foreign page whose name leads to our address
/// (DNS rebinding) would else be of the same origin as our own pages.
public struct ExpectedHost<Context: RequestContext>: RouterMiddleware {
    private let names: Set<String>

    /// Expects `names`, without port; a listener's port is its own affair. It belongs inside
    /// ``FaultMiddleware``.
    public init(_ names: Set<String> = ["localhost", "127.0.0.1"]) {
        self.names = Set(names.map { $0.lowercased() })
    }

    public func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let name = Self.name(in: request.head.authority), names.contains(name) else {
            throw WebError.otherHost
        }
        return try await next(request, context)
    }

    /// The name in `name` or `name:port`; `nil` where the text is neither.
    static func name(in authority: String?) -> String? {
        let parts = (authority ?? "").split(separator: ":", omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty, parts.count <= 2 else { return nil }
        if parts.count == 2, UInt16(parts[1]) == nil { return nil }
        return name.lowercased()
    }
}
