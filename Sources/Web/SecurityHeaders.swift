import HTTPTypes
public import Hummingbird

/// Adds what keeps a browser from doing more with our pages than showing them.
///
/// Everything comes from the page's own origin, nothing is framed, nothing is kept on disk unless
/// the answer names its own `Cache-Control` (assets do).
public struct SecurityHeaders<Context: RequestContext>: RouterMiddleware {
    private let isStrict: Bool

    /// Creates the middleware; it belongs outside ``FaultMiddleware``, so that refusals carry the
    /// headers too.
    ///
    /// `isStrict` tells browsers to come by TLS only for the next year (RFC 6797). It holds for
    /// all ports of the name, so that a trial on localhost must not say it.
    public init(isStrict: Bool = false) { self.isStrict = isStrict }

    static var policy: String {
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            + "connect-src 'self'; base-uri 'none'; "
            + "form-action 'self'; frame-ancestors 'none'"
    }

    public func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] = Self.policy
        response.headers[.xContentTypeOptions] = "nosniff"
        if isStrict { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        response.headers[named("x-frame-options")] = "DENY"
        // Not no-referrer: browsers would then hide from us, too, where a form was sent from.
        response.headers[named("referrer-policy")] = "same-origin"
        response.headers[named("cross-origin-resource-policy")] = "same-origin"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }
}

/// Refuses what another site's page sends: a browser names the page's origin in each POST.
public struct SameOrigin<Context: RequestContext>: RouterMiddleware {
    /// Creates the middleware.
    public init() {}

    public func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if request.method != .get, request.method != .head {
            let site = request.headers[named("sec-fetch-site")] ?? "same-origin"
            guard site == "same-origin" || site == "none" else { throw WebError.foreignForm }
            if let origin = request.headers[.origin] {
                let host = origin.split(separator: "/").last.map(String.init)
                guard let host, host == request.head.authority else { throw WebError.foreignForm }
            }
        }
        return try await next(request, context)
    }
}

/// A header of the table above; its names are tokens, so that this always succeeds.
private func named(_ name: String) -> HTTPField.Name {
    HTTPField.Name(name) ?? .contentLocation
}
