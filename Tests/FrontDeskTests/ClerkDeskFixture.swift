import FaceMatch
import Foundation
import Hummingbird
import Registry
import Web

@testable import FrontDesk

/// A counter that notes what it is asked to do.
actor ScriptedCounter: ClerkCounter {
    enum Deed: Equatable {
        case resolve(String, DeskException.Remedy, reason: String, by: String)
        case reprint(String, reason: String, by: String)
    }
    private(set) var deeds: [Deed] = []
    let checkIn: CheckIn

    init(_ state: CheckIn.State = .withClerk(Sample.applicant(), .faceDiffers)) {
        checkIn = CheckIn(session: Identifier("session-1"), state: state)
    }

    func signIn(id: String, password: String) throws -> Staff {
        guard id == "clerk", password == "right" else { throw WebError.wrongPassword }
        return Staff(id: Identifier("clerk"), name: "样张丙", role: .clerk)
    }
    func presentCheckIn() -> (checkIn: CheckIn, since: Timestamp) { (checkIn, Sample.now) }
    func changes() -> AsyncStream<Void> {
        AsyncStream {
            $0.yield()
            $0.finish()
        }
    }
    func exceptions() throws -> [DeskException] {
        [
            DeskException(
                id: Identifier("e1"), subject: .checkIn(Identifier("session-1")),
                fault: .faceDiffers, remedies: [.compareInPerson, .cancel],
                raisedAt: Sample.now),
            DeskException(
                id: Identifier("e2"), subject: .paper(Identifier("tenancy-1"), copy: 1),
                fault: Sample.noPaper, remedies: [.redo, .paperCame], raisedAt: Sample.now),
        ]
    }
    func resolve(
        _ id: Identifier<DeskException>, _ remedy: DeskException.Remedy, reason: String,
        by staff: Staff
    ) throws {
        deeds.append(.resolve(id.rawValue, remedy, reason: reason, by: staff.id.rawValue))
    }
    func tenancies() throws -> [TenancyRow] {
        [Receipt.Paper.printing, .printed, .delayed(Sample.noPaper)].map {
            TenancyRow(
                tenancy: Identifier("tenancy-1"), maskedName: Sample.document.maskedName,
                house: "桂花巷 1 号（样张）", room: "302", lease: "ZL20261122-0007",
                from: Sample.today, until: Sample.today, paper: $0)
        }
    }
    func reprint(_ tenancy: Identifier<Tenancy>, by staff: Staff, reason: String) throws {
        deeds.append(.reprint(tenancy.rawValue, reason: reason, by: staff.id.rawValue))
    }
}

extension Sample {
    static func clerkPages() throws -> ClerkPages {
        ClerkPages(
            templates: try Templates(folders: [WebFiles.folder, ClerkPages.files]), facts: facts)
    }

    /// The clerk's paths over `counter`, with everything that stands before them.
    static func clerkApplication(_ counter: ScriptedCounter) throws -> some ApplicationProtocol {
        let templates = try Templates(folders: [WebFiles.folder, ClerkPages.files])
        let router = Router()
        router.add(middleware: SecurityHeaders())
        router.add(middleware: FaultMiddleware(for: .clerk, templates: templates))
        router.add(middleware: SameOrigin())
        ClerkRoutes(
            counter: counter, pages: ClerkPages(templates: templates, facts: facts),
            hub: EventHub(), sessions: SessionStore(now: { Sample.now })
        ).add(to: router)
        return Application(router: router)
    }
}
