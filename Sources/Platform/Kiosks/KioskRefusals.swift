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
        // Who has no certificate that holds is not who he says; all else is a matter of the kind.
        let isNobody =
            switch error as? PlatformError {
            case .unknownCertificate, .certificateRevoked, .certificateExpired: true
            default: false
            }
        return try .json(refusal, status: isNobody ? .unauthorized : fault.kind.status)
    }
}
