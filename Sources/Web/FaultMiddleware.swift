import HTTPTypes
public import Hummingbird
import Logging
import NIOCore
public import Registry

/// Turns every error into its HTTP answer: the only place that knows both.
///
/// A browser gets a page, everyone else `{"code":…,"message":…}`. What is not ``UserFacing`` is
/// logged by its type and answered as `FD-00`; an error's own text may hold what was typed in.
public struct FaultMiddleware<Context: RequestContext>: RouterMiddleware {
    /// Whose wording is shown.
    public enum Audience: Sendable { case tenant, clerk }

    private let audience: Audience
    private let templates: Templates

    /// Words faults for `audience`; pages are made from the template `fault`.
    public init(for audience: Audience, templates: Templates) {
        (self.audience, self.templates) = (audience, templates)
    }

    public func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as CancellationError {
            throw error
        } catch {
            let fault = Self.fault(for: error)
            context.logger.info(
                "refused", metadata: ["code": "\(fault.code)", "error": "\(type(of: error))"])
            return try answer(fault, to: request)
        }
    }

    private func answer(_ fault: Fault, to request: Request) throws -> Response {
        let message = audience == .tenant ? fault.tenant : fault.clerk
        guard request.headers[.accept]?.contains("text/html") == true else {
            return try .json(["code": fault.code, "message": message], status: fault.kind.status)
        }
        let values: [String: Any] = [
            "code": fault.code, "message": message, "isSignedOut": fault.code == "WB-02",
        ]
        return .html(try templates.html("fault", values), status: fault.kind.status)
    }

    private static func fault(for error: any Error) -> Fault {
        guard let error = error as? any HTTPResponseError, !(error is any UserFacing) else {
            return Fault(error)
        }
        return switch error.status.code {
        case 404, 405: WebError.noSuchPage.fault
        case 413: WebError.tooLarge.fault
        case 400..<500: WebError.badForm.fault
        default: .unexpected
        }
    }
}

extension Fault.Kind {
    /// The status code of a fault of this kind.
    public var status: HTTPResponse.Status {
        switch self {
        case .invalid: .unprocessableContent
        case .notFound: .notFound
        case .conflict: .conflict
        case .forbidden: .forbidden
        case .tryAgain, .outOfOrder: .serviceUnavailable
        }
    }
}
