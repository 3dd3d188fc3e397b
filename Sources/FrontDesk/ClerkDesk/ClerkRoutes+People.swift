import Hummingbird
import Registry
import Web

/// Looking people up, and a landlord's own houses.
extension ClerkRoutes {
    func addPeople(to router: Router<AddressedContext>) {
        router.get("/people") { request, _ in
            let session = try await sessions.session(of: request)
            return Response.html(try pages.people(nil, session: session))
        }
        // By POST: what is looked for must stand in no address, history or log.
        router.post("/people") { request, _ in
            let (fields, staff) = try await signedIn(request)
            let reason = try Self.reason(in: fields)
            let typed = try fields.require("query", lengthMax: PersonQuery.lengthMax)
            guard let query = PersonQuery(typed) else { throw WebError.badForm }
            let found = try await counter.find(query, reason: reason, by: staff)
            let session = try await sessions.session(of: request)
            return Response.html(try pages.people(found, session: session))
        }
        router.get("/houses") { request, _ in
            let session = try await sessions.session(of: request)
            let rows = try await counter.tenancies(of: session.user)
            return Response.html(try pages.houses(rows, session: session))
        }
        router.post("/houses/tenancies/:id/door-learnings") { request, context in
            let id = try context.parameters.require("id")
            let (_, landlord) = try await signedIn(request)
            try await counter.learnCard(Identifier(id), byLandlord: landlord)
            return Response.redirect(to: "/houses")
        }
    }
}
