import HTTPTypes
import Hummingbird
import Registry
import Web

/// The clerk's desk over HTTP. Everything but the sign-in needs a session and what the table of
/// rights says, every POST besides the session's form token.
struct ClerkRoutes: Sendable {
    let counter: any ClerkCounter
    let pages: ClerkPages
    let hub: EventHub
    let sessions: SessionStore<Staff>
    let gate: SignInGate

    /// A kiosk is one village, and its staff hold their roles for that.
    static let place = AccessScope(village: "here")
    /// What each path does.
    static let actions: [Route: Action] = [
        Route(.get, "/assets/{name}"): .fetchAsset,
        Route(.get, "/sign-in"): .signIn, Route(.post, "/sign-in"): .signIn,
        Route(.post, "/sign-in/card"): .signIn,
        Route(.post, "/sign-out"): .signOut,
        Route(.get, "/privacy"): .seePrivacy,
        Route(.get, "/"): .seeDesk, Route(.get, "/events"): .followDesk,
        Route(.post, "/exceptions/{id}"): .settleException,
        Route(.post, "/tenancies/{id}/reprints"): .reprint,
        Route(.post, "/tenancies/{id}/check-outs"): .endTenancy,
        Route(.post, "/tenancies/{id}/door-learnings"): .learnCard,
        Route(.get, "/people"): .seeLookUp, Route(.post, "/people"): .lookUp,
        Route(.get, "/houses"): .seeOwnHouses,
        Route(.post, "/houses/tenancies/{id}/door-learnings"): .learnOwnCard,
    ]

    /// Adds all paths.
    func add(to router: Router<AddressedContext>) {
        router.add(
            middleware: AccessGuard(
                Self.actions, in: Self.place, home: (.seeDesk, "/sign-in")
            ) { request in
                let staff = try await sessions.session(of: request).user
                return (staff.role.access, Self.scope(of: staff))
            })
        router.get("/sign-in") { _, _ in Response.html(try pages.signIn(nil)) }
        router.post("/sign-in") { request, context in try await signIn(request, context) }
        router.post("/sign-in/card") { request, context in
            try await signInByCard(request, context)
        }
        router.post("/sign-out") { request, _ in
            _ = try await signedIn(request)
            await sessions.end(request)
            return Response.redirect(to: "/sign-in")
        }
        router.get("/") { request, _ in try await desk(request) }
        router.get("/privacy") { request, _ in
            let session = try await sessions.session(of: request)
            return Response.html(try pages.privacy(try await counter.privacy(), session: session))
        }
        router.get("/events") { request, _ in
            hub.response(while: { await sessions.user(of: request) != nil })
        }
        router.post("/exceptions/:id") { request, context in
            let id = try context.parameters.require("id")
            return try await resolve(Identifier(id), request)
        }
        router.post("/tenancies/:id/reprints") { request, context in
            let id = try context.parameters.require("id")
            let (fields, staff) = try await signedIn(request)
            let reason = try Self.reason(in: fields)
            try await counter.reprint(Identifier(id), by: staff, reason: reason)
            return Response.redirect(to: "/")
        }
        router.post("/tenancies/:id/check-outs") { request, context in
            let id = try context.parameters.require("id")
            let (fields, staff) = try await signedIn(request)
            try await counter.checkOut(Identifier(id), try CheckOutForm(fields), by: staff)
            return Response.redirect(to: "/")
        }
        router.post("/tenancies/:id/door-learnings") { request, context in
            let id = try context.parameters.require("id")
            let (_, staff) = try await signedIn(request)
            try await counter.learnCard(Identifier(id), by: staff)
            return Response.redirect(to: "/")
        }
        addPeople(to: router)
    }

    /// One name stands for all of a landlord's houses: which they are is looked up with each deed.
    private static func scope(of staff: Staff) -> AccessScope {
        switch staff.role {
        case .clerk: place
        case .landlord: AccessScope(village: place.village, house: staff.id.rawValue)
        }
    }

    private func desk(_ request: Request) async throws -> Response {
        let session = try await sessions.session(of: request)
        return .html(try pages.desk(try await counter.board(), session: session))
    }

    private func resolve(
        _ id: Identifier<DeskException>, _ request: Request
    ) async throws -> Response {
        let (fields, staff) = try await signedIn(request)
        guard let remedy = DeskException.Remedy(rawValue: try fields.require("remedy")) else {
            throw WebError.badForm
        }
        let reason = remedy == .compareInPerson ? try Self.reason(in: fields) : ""
        try await counter.resolve(id, remedy, reason: reason, by: staff)
        return .redirect(to: "/")
    }

    static func reason(in fields: FormFields) throws -> String {
        guard fields["reason"] != nil else { throw WebError.reasonMissing }
        return try fields.require("reason", lengthMax: 200)
    }

    func signedIn(_ request: Request) async throws -> (FormFields, Staff) {
        // Who is not signed in learns nothing about his form.
        _ = try await sessions.session(of: request)
        let fields = try await FormFields(request)
        let session = try await sessions.session(of: request, formToken: fields["token"])
        return (fields, session.user)
    }
}

extension CheckOutForm {
    /// More cases than any lease names.
    private static let casesMax = 12

    /// Reads the fields `electricity`, `water`, `amount-0` … and `reason`. An amount that is
    /// left out or nought is no deduction.
    init(_ fields: FormFields) throws {
        reason = try ClerkRoutes.reason(in: fields)
        meters = try MeterReadings(
            electricity: fields["electricity"] ?? "", water: fields["water"] ?? "")
        var amounts: [Int: Money] = [:]
        for place in 0..<Self.casesMax {
            guard let text = fields["amount-\(place)"] else { continue }
            guard let fen = DecimalText.units(in: text, decimals: 2) else { throw WebError.badForm }
            if fen > 0 { amounts[place] = Money(fen: fen) }
        }
        self.amounts = amounts
    }
}
