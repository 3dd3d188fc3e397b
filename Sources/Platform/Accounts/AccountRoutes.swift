import Foundation
import Hummingbird
public import Registry
import Web

/// Signing in to the platform's pages and out of them.
public struct AccountRoutes: Sendable {
    private let accounts: AccountStore
    private let audit: AuditStore
    private let templates: Templates
    private let sessions: SessionStore<Account>
    private let gate: SignInGate
    private let now: @Sendable () -> Timestamp

    /// Sessions of `accounts`; what people do is added to `audit`.
    ///
    /// - Throws: `WebError.incompletePage` for a template that cannot be read.
    public init(
        accounts: AccountStore, audit: AuditStore, now: @escaping @Sendable () -> Timestamp
    ) throws {
        (self.accounts, self.audit, self.now) = (accounts, audit, now)
        templates = try Templates(folders: [Self.files])
        sessions = SessionStore(isSecure: true, now: now)
        gate = SignInGate(now: now)
    }

    private static var files: URL {
        (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appending(path: "AccountFiles")
    }

    /// What each path does.
    static let actions: [Route: Action] = [
        Route(.get, "/sign-in"): .signIn, Route(.post, "/sign-in"): .signIn,
        Route(.post, "/sign-out"): .signOut,
    ]

    /// Adds `/sign-in` and `/sign-out`.
    func add<Context: RequestContext & RemoteAddressRequestContext>(to router: Router<Context>) {
        let group = router.group().add(middleware: access(to: Self.actions))
        group.get("/sign-in") { _, _ in Response.html(try page(nil)) }
        group.post("/sign-in") { request, context in
            await signIn(request, context.address, context.addressKind)
        }
        group.post("/sign-out") { request, context in
            let fields = try await FormFields(request)
            let account = try await sessions.session(of: request, formToken: fields["token"]).user
            await sessions.end(request)
            try await audit.add(
                .signedOut, by: account.id.rawValue, subject: "",
                from: context.addressKind.rawValue, at: now())
            return Response.redirect(to: "/sign-in")
        }
    }

    /// Lets through who may do what a path of `actions` does, within his own scope; which part of
    /// it a page shows is the page's own question to ``Access``.
    func access<Context: RequestContext>(
        to actions: [Route: Action], home: (Action, String)? = nil
    ) -> AccessGuard<Context> {
        AccessGuard(actions, in: nil, home: home) { request in
            let account = try await session(of: request).user
            return (account.role, account.scope)
        }
    }

    /// The session of `request`, of somebody who still has his account. Throws
    /// `WebError.signedOut`.
    func session(of request: Request) async throws -> Viewer {
        let session = try await sessions.session(of: request)
        guard try await accounts.account(session.user.id) == session.user else {
            await sessions.end(request)
            throw WebError.signedOut
        }
        return session
    }

    /// Whether the session of `request` goes on; asking does not prolong it.
    func isOpen(_ request: Request) async -> Bool {
        guard let account = await sessions.user(of: request) else { return false }
        do {
            return try await accounts.account(account.id) == account
        } catch {
            return true  // A database that does not answer ends nobody's session.
        }
    }

    /// Records that the page of `village` was looked at.
    func looked(
        _ account: Account, at village: Identifier<Village>, from origin: AddressKind
    ) async throws {
        try await audit.add(
            .looked, by: account.id.rawValue, subject: village.rawValue, from: origin.rawValue,
            at: now())
    }

    private func signIn(
        _ request: Request, _ address: String, _ kind: AddressKind
    ) async -> Response {
        do {
            let fields = try await FormFields(request)
            let id = try fields.require("id")
            let password = try fields.require("password"), code = try fields.require("code")
            let account = try await gate.attempt(id, from: address) {
                try await accounts.signIn(
                    Identifier(id), password: password, code: code, from: kind, at: now())
            }
            var response = Response.redirect(to: account.role == .landlord ? "/own" : "/")
            response.setCookie(await sessions.begin(for: account))
            return response
        } catch {
            // A form that is wrong in itself gets the same answer as a wrong password.
            let fault =
                (error as? WebError) == .badForm ? AccountError.refused.fault : Fault(error)
            guard let html = try? page(fault) else {
                return Response(status: .internalServerError)
            }
            return .html(html, status: fault.kind.status)
        }
    }

    private func page(_ fault: Fault?) throws -> String {
        try templates.html(
            "sign-in",
            [
                "hasFault": fault != nil, "message": fault?.clerk ?? "", "code": fault?.code ?? "",
            ])
    }
}

/// Somebody who has signed in, and what his forms carry.
typealias Viewer = Web.Session<Account>
