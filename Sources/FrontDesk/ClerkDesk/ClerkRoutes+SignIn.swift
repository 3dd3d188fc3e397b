import Hummingbird
import Registry
import Web

/// Coming in: by password and one-time code, or by ID card and PIN.
extension ClerkRoutes {
    /// All sign-ins by card at one address count as one account: whose it is shows only later.
    private static let cardAccount = "card"

    func signIn(_ request: Request, _ context: AddressedContext) async throws -> Response {
        await admit {
            let fields = try await FormFields(request)
            let form = SignInForm(
                id: try fields.require("id"), password: try fields.require("password"),
                code: try fields.require("code"))
            return try await gate.attempt(form.id, from: context.address) {
                try await counter.signIn(form, from: context.addressKind)
            }
        }
    }

    func signInByCard(_ request: Request, _ context: AddressedContext) async throws -> Response {
        await admit {
            let pin = try await FormFields(request).require("pin")
            return try await gate.attempt(Self.cardAccount, from: context.address) {
                try await counter.signIn(pin: pin, from: context.addressKind)
            }
        }
    }

    /// Opens a session for whom `check` lets in, and leads him to his page.
    private func admit(_ check: () async throws -> Staff) async -> Response {
        do {
            let staff = try await check()
            var response = Response.redirect(to: staff.role == .landlord ? "/houses" : "/")
            response.setCookie(await sessions.begin(for: staff))
            return response
        } catch {
            // A form that is wrong in itself gets the same answer as a wrong password.
            let fault =
                (error as? WebError) == .badForm ? WebError.wrongPassword.fault : Fault(error)
            guard let html = try? pages.signIn(fault) else {
                return Response(status: .internalServerError)
            }
            return .html(html, status: fault.kind.status)
        }
    }
}
