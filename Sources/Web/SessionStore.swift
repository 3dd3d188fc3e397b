public import Hummingbird
public import Registry

/// A signed-in person's session.
public struct Session<User: Sendable>: Sendable {
    /// Who signed in.
    public let user: User
    /// What every form of this session carries: 256 random bits, hexadecimal.
    public let formToken: String
    /// When it ends unless it is used before.
    var expiresAt: Timestamp
    /// When it ends however much it is used.
    let endsAt: Timestamp
}

/// Sessions in memory: a restart signs everybody out.
public actor SessionStore<User: Sendable> {
    /// The oldest session gives way to a new one beyond this.
    static var sessionsMax: Int { 200 }

    private let cookie: String
    private let isSecure: Bool
    private let lifetime: Duration
    private let longest: Duration
    private let now: @Sendable () -> Timestamp
    private var sessions: [String: Session<User>] = [:]

    /// Sessions end `lifetime` after their last use, at the latest `longest` after they began.
    ///
    /// `isSecure`: the pages are served over TLS. Then the cookie is `__Host-session`, which a
    /// browser takes and sends over TLS only and for this host only; without it `session`.
    public init(
        isSecure: Bool = false, lifetime: Duration = .seconds(30 * 60),
        longest: Duration = .seconds(12 * 3_600), now: @escaping @Sendable () -> Timestamp
    ) {
        cookie = isSecure ? "__Host-session" : "session"
        (self.isSecure, self.lifetime, self.longest, self.now) = (isSecure, lifetime, longest, now)
    }

    /// Begins a session; the cookie is to be set in the answer.
    public func begin(for user: User) -> Cookie {
        let moment = now()
        sessions = sessions.filter { $0.value.expiresAt > moment }
        if sessions.count >= Self.sessionsMax,
            let oldest = sessions.min(by: { $0.value.expiresAt < $1.value.expiresAt })
        {
            sessions[oldest.key] = nil
        }
        let token = randomToken()
        sessions[token] = Session(
            user: user, formToken: randomToken(), expiresAt: moment + lifetime,
            endsAt: moment + longest)
        return Cookie(
            name: cookie, value: token, path: "/", secure: isSecure, httpOnly: true,
            sameSite: .strict)
    }

    /// The session of `request`, prolonged. Throws ``WebError/signedOut``.
    public func session(of request: Request) throws -> Session<User> {
        guard let token = request.cookies[cookie]?.value, var session = sessions[token],
            session.expiresAt > now()
        else { throw WebError.signedOut }
        session.expiresAt = min(now() + lifetime, session.endsAt)
        sessions[token] = session
        return session
    }

    /// Whose session `request` carries, without prolonging it; `nil` for nobody's.
    public func user(of request: Request) -> User? {
        guard let token = request.cookies[cookie]?.value, let session = sessions[token],
            session.expiresAt > now()
        else { return nil }
        return session.user
    }

    /// The session of `request` when `formToken` belongs to it.
    ///
    /// Throws ``WebError/signedOut`` or ``WebError/foreignForm``.
    public func session(of request: Request, formToken: String?) throws -> Session<User> {
        let session = try session(of: request)
        guard let formToken, isSame(formToken, session.formToken) else {
            throw WebError.foreignForm
        }
        return session
    }

    /// Ends the session of `request`, if there is one.
    public func end(_ request: Request) {
        if let token = request.cookies[cookie]?.value { sessions[token] = nil }
    }
}

/// 256 bits from the system's random source, hexadecimal.
func randomToken() -> String {
    var random = SystemRandomNumberGenerator()
    return (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }.hex
}

/// Compares without telling by its time how much fits.
func isSame(_ left: String, _ right: String) -> Bool {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    guard left.count == right.count else { return false }
    // In Swift `|` and `^` bind alike, from the left: without parentheses tokens pass that differ.
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}
