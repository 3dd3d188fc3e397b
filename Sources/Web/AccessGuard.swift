public import HTTPTypes
public import Hummingbird
public import Registry

/// A path with its method, as the router knows it.
public struct Route: Hashable, Sendable, CustomStringConvertible {
    /// Method.
    public let method: HTTPRequest.Method
    /// Path with its parameters' names, such as `/tenancies/:id/reprints`.
    public let path: String

    /// Names a route.
    public init(_ method: HTTPRequest.Method, _ path: String) {
        (self.method, self.path) = (method, path)
    }

    public var description: String { "\(method) \(path)" }
}

/// Looks every request up in the table of rights before its route sees it. A route that nobody
/// entered serves nobody.
public struct AccessGuard<Context: RequestContext>: RouterMiddleware {
    /// Who sent a request, and for what he holds his role.
    public typealias Asker = (role: Role, scope: AccessScope)

    private let actions: [Route: Action]
    private let place: AccessScope?
    private let home: (action: Action, signIn: String)?
    private let asker: @Sendable (Request) async throws -> Asker

    /// Guards the routes of `actions`, all of which act in `place`, or with `nil` in what is the
    /// asker's own: then the route looks at what it is asked for. Who asks for `home` without
    /// a session is led to the page where he signs in; `asker` throws ``WebError/signedOut`` for
    /// nobody.
    public init(
        _ actions: [Route: Action], in place: AccessScope?,
        home: (action: Action, signIn: String)? = nil,
        asker: @escaping @Sendable (Request) async throws -> Asker
    ) {
        (self.actions, self.place, self.home, self.asker) = (actions, place, home, asker)
    }

    public func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        // Without a route the router answers that there is none.
        guard let path = context.endpointPath else { return try await next(request, context) }
        guard let action = actions[Route(request.method, path)] else {
            throw WebError.notAllowed
        }
        guard !Access.isPublic(action) else { return try await next(request, context) }
        let asker: Asker
        do {
            asker = try await self.asker(request)
        } catch WebError.signedOut {
            guard let home, home.action == action else { throw WebError.signedOut }
            return .redirect(to: home.signIn)
        }
        // Whose scope lies within this place is served there with what is his own.
        let place = Access.isOwn(action) ? asker.scope : self.place ?? asker.scope
        guard Access.allows(action, to: asker.role, of: asker.scope, in: place) else {
            throw WebError.notAllowed
        }
        return try await next(request, context)
    }
}
