import Foundation
import Hummingbird
import Registry
import Storage
import Web

/// The tenant's screen over HTTP: one page, its live parts, and a path for each thing a visitor
/// can do. Every answer to a step is empty; what came of it is shown by the stream.
struct TenantRoutes: Sendable {
    let desk: any TenantDesk
    let pages: ScreenPages
    let hub: EventHub

    /// What each path does.
    static let actions: [Route: Action] = {
        let steps = [
            "retry", "clerk", "accept", "back", "leave", "still-here", "begin", "consent", "rooms",
            "terms", "insurance", "sign", "check-out", "check-out/consent", "check-out/confirm",
            "check-out/meters", "receipt", "own-data", "own-data/print", "own-data/withdraw",
            "own-data/confirm",
        ]
        let seen: [Route: Action] = [
            Route(.get, "/assets/{name}"): .fetchAsset, Route(.get, "/"): .seeTenantScreen,
            Route(.get, "/events"): .seeTenantScreen, Route(.get, "/face/live"): .seeLivePicture,
            Route(.get, "/preview/{page}"): .seeLeaseDraft,
        ]
        return steps.reduce(into: seen) { $0[Route(.post, "/" + $1)] = .takeStep }
    }()

    /// Adds all paths.
    func add(to router: Router<BasicRequestContext>) {
        router.add(
            middleware: AccessGuard(Self.actions, in: ClerkRoutes.place) { _ in
                throw WebError.signedOut
            })
        router.get("/") { _, _ in
            let parts = await hub.kept.map { ($0.topic, $0.data) }
            return Response.html(try pages.shell(parts: Dictionary(parts) { $1 }))
        }
        router.get("/events") { _, _ in hub.response() }
        router.get("/face/live") { _, _ in LivePicture(desk: desk).response() }
        router.get("/preview/:page") { _, context in
            try await preview(context.parameters.require("page"))
        }
        addSteps(to: router)
    }

    private func preview(_ name: String) async throws -> Response {
        let pages = await desk.preview
        guard name.hasSuffix(".png"), let page = Int(name.dropLast(4)),
            page >= 1, page <= pages.count
        else { throw WebError.noSuchPage }
        return .bytes(pages[page - 1], type: "image/png")
    }

    private func addSteps(to router: Router<BasicRequestContext>) {
        let plain: [(RouterPath, CheckIn.Event)] = [
            ("/retry", .retry), ("/clerk", .askForClerk), ("/accept", .accepted),
            ("/back", .back), ("/leave", .leave), ("/still-here", .stillHere),
            ("/check-out/consent", .checkOut(.agreed)),
            ("/check-out/confirm", .checkOut(.confirmed)), ("/receipt", .printConsent),
            ("/own-data/withdraw", .own(.askToWithdraw)),
            ("/own-data/confirm", .own(.confirmWithdrawal)),
        ]
        for (path, event) in plain {
            router.post(path) { _, _ in
                await desk.deliver(event)
                return HTTPResponse.Status.noContent
            }
        }
        router.post("/begin") { _, _ in
            await desk.begin()
            return HTTPResponse.Status.noContent
        }
        router.post("/check-out") { _, _ in
            await desk.beginCheckOut()
            return HTTPResponse.Status.noContent
        }
        addOwnData(to: router)
        router.post("/check-out/meters") { request, _ in
            // What is no figure is the tenant's slip, not a broken form: the desk words it.
            let fields = try await FormFields(request)
            await desk.readMeters(
                electricity: fields["electricity"] ?? "", water: fields["water"] ?? "")
            return HTTPResponse.Status.noContent
        }
        router.post("/consent") { request, _ in
            let fields = try await FormFields(request)
            guard let way = Consent.Way(rawValue: try fields.require("way")) else {
                throw WebError.badForm
            }
            await desk.consent(to: way, notice: pages.noticeVersion)
            return HTTPResponse.Status.noContent
        }
        router.post("/rooms") { request, _ in
            let room = try await FormFields(request).require("room")
            await desk.choose(room: Identifier(room))
            return HTTPResponse.Status.noContent
        }
        router.post("/terms") { request, _ in
            try await chooseTerms(FormFields(request))
            return HTTPResponse.Status.noContent
        }
        router.post("/insurance") { request, _ in
            let product = try await FormFields(request)["product"]
            await desk.choose(insurance: product.map { Identifier($0) })
            return HTTPResponse.Status.noContent
        }
        router.post("/sign") { request, _ in
            await desk.sign(try await SignatureForm(request).strokes)
            return HTTPResponse.Status.noContent
        }
    }

    private func addOwnData(to router: Router<BasicRequestContext>) {
        router.post("/own-data") { _, _ in
            await desk.beginOwnData()
            return HTTPResponse.Status.noContent
        }
        router.post("/own-data/print") { request, _ in
            let name = try await FormFields(request).require("paper")
            guard let kind = EffectKind(rawValue: name) else { throw WebError.badForm }
            await desk.deliver(.own(.print(kind)))
            return HTTPResponse.Status.noContent
        }
    }

    private func chooseTerms(_ fields: FormFields) async throws {
        guard let from = CalendarDate(try fields.require("from")) else { throw WebError.badForm }
        // An empty phone is the visitor's slip, not a broken form: the desk words it.
        await desk.chooseTerms(
            from: from, months: try fields.number("months"), phone: fields["phone"] ?? "")
    }
}

/// The strokes of a signature as the screen's script sends them.
struct SignatureForm {
    let strokes: [[Signature.Point]]

    /// 20,000 points of 60 characters each.
    private static let lengthMax = 1_200_000

    private struct Body: Decodable { let strokes: [[Signature.Point]] }

    init(_ request: Request) async throws {
        let bytes = try await request.body(upTo: Self.lengthMax)
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(bytes)) else {
            throw WebError.badForm
        }
        let isSound = body.strokes.joined().allSatisfy {
            (0...1).contains($0.pressure) && $0.milliseconds >= 0
        }
        guard isSound else { throw WebError.badForm }
        strokes = body.strokes.filter { !$0.isEmpty }
    }
}
