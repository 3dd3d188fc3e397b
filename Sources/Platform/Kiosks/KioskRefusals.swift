import HTTPTypes
import Hummingbird
import Logging
import Registry
import Sync
import Web

/// Turns every error into the refusal a kiosk understands. Details are logged by code and type.
struct KioskRefusals<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as CancellationError {
            throw error
        } catch {
            let fault = Fault(error)
            context.logger.warning(
                "refused", metadata: ["code": "\(fault.code)", "error": "\(type(of: error))"])
            return try Self.answer(error, fault)
        }
    }

    private static func answer(_ error: any Error, _ fault: Fault) throws -> Response {
        var expected: Int?
        if case PlatformError.gap(let sequence) = error { expected = sequence }
        let refusal = SyncRefusal(code: fault.code, message: fault.clerk, expected: expected)
        guard error as? PlatformError == .unknownKey else {
            return try .json(refusal, status: fault.kind.status)
        }
        var response = try Response.json(refusal, status: .unauthorized)
        response.headers[.wwwAuthenticate] = "Bearer"
        return response
    }
}
