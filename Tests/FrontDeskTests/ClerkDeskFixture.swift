import FaceMatch
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Registry
import Storage
import Testing
import Web

@testable import FrontDesk

/// A counter that notes what it is asked to do.
actor ScriptedCounter: ClerkCounter {
    enum Deed: Equatable {
        case resolve(String, DeskException.Remedy, reason: String, by: String)
        case reprint(String, reason: String, by: String)
        case checkOut(String, CheckOutForm, by: String)
        case learn(String, by: String)
        case find(PersonQuery, reason: String, by: String)
        case learnOwn(String, by: String)
    }
    private(set) var deeds: [Deed] = []
    let checkIn: CheckIn

    init(_ state: CheckIn.State = .withClerk(Sample.applicant(), .faceDiffers)) {
        checkIn = CheckIn(session: Identifier("session-1"), state: state)
    }

    func signIn(_ form: SignInForm, from place: AddressKind) throws -> Staff {
        guard let role = Staff.Role(rawValue: form.id), form.password == "right",
            form.code == "123456"
        else { throw WebError.wrongPassword }
        return Staff(id: Identifier(form.id), name: "样张丙", role: role)
    }
    func signIn(pin: String, from place: AddressKind) throws -> Staff {
        guard pin == "246813" else { throw WebError.wrongPIN }
        return Staff(id: Identifier("l1"), name: "样张丁", role: .landlord)
    }
    func find(_ query: PersonQuery, reason: String, by staff: Staff) -> [FoundPerson] {
        deeds.append(.find(query, reason: reason, by: staff.id.rawValue))
        guard query == .name("样张甲") else { return [] }
        return [
            FoundPerson(
                name: "样张甲", maskedNumber: Sample.document.maskedNumber, phone: "13800000000",
                house: "桂花巷 1 号（样张）", room: "302", lease: "ZL20261122-0007",
                from: Sample.today, until: Sample.today, endedAt: nil, isElsewhere: false)
        ]
    }
    func tenancies(of landlord: Staff) throws -> [TenancyRow] { [try tenancies()[1]] }
    func learnCard(_ tenancy: Identifier<Tenancy>, byLandlord landlord: Staff) {
        deeds.append(.learnOwn(tenancy.rawValue, by: landlord.id.rawValue))
    }
    func presentCheckIn() -> (checkIn: CheckIn, since: Timestamp) { (checkIn, Sample.now) }
    func changes() -> AsyncStream<Void> {
        AsyncStream {
            $0.yield()
            $0.finish()
        }
    }
    func upload() -> UploadStanding? { UploadStanding(waiting: 2, fault: nil) }

    func exceptions() throws -> [DeskException] {
        [
            DeskException(
                id: Identifier("e1"), subject: .checkIn(Identifier("session-1")),
                fault: .faceDiffers, remedies: [.compareInPerson, .cancel],
                raisedAt: Sample.now),
            DeskException(
                id: Identifier("e2"),
                subject: .paper(Identifier("tenancy-1"), number: "ZL20261122-0007", copy: 1),
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
        var rows = [Receipt.Paper.printing, .printed, .delayed(Sample.noPaper), .printed].map {
            TenancyRow(
                tenancy: Identifier("tenancy-1"), maskedName: Sample.document.maskedName,
                house: "桂花巷 1 号（样张）", room: "302", lease: "ZL20261122-0007",
                from: Sample.today, until: Sample.today, paper: $0,
                deductionCases: Sample.authority.deductionCases)
        }
        (rows[0].policy, rows[0].door) = (.booked(number: "2026-000123"), .granted)
        (rows[1].policy, rows[1].door) = (.booking, .awaitingSwipe)
        (rows[2].policy, rows[2].door) = (.delayed(Sample.broken), .delayed(Sample.broken))
        rows[3].ended = .init(
            at: Sample.now, settlement: "TF20261122-0001", paper: .printing, policy: .cancelled,
            door: .revoking)
        return rows
    }
    func privacy() -> PrivacyFigures {
        var consents = ConsentCounts()
        (consents.face, consents.inPerson, consents.withdrawn) = (41, 7, 2)
        return PrivacyFigures(
            faces: StoredFaces(count: 81_234), keepsPhoto: true, terms: RetentionTerms(),
            consents: consents, lastRun: nil)
    }
    func checkOut(_ tenancy: Identifier<Tenancy>, _ form: CheckOutForm, by staff: Staff) {
        deeds.append(.checkOut(tenancy.rawValue, form, by: staff.id.rawValue))
    }
    func learnCard(_ tenancy: Identifier<Tenancy>, by staff: Staff) {
        deeds.append(.learn(tenancy.rawValue, by: staff.id.rawValue))
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
    static func clerkRouter(_ counter: ScriptedCounter) throws -> Router<AddressedContext> {
        let templates = try Templates(folders: [WebFiles.folder, ClerkPages.files])
        let router = Router(context: AddressedContext.self)
        router.add(middleware: SecurityHeaders())
        router.add(middleware: FaultMiddleware(for: .clerk, templates: templates))
        router.add(middleware: SameOrigin())
        try AssetFiles(folders: [WebFiles.folder], installed: WebFiles.folder, names: [])
            .add(to: router)
        ClerkRoutes(
            counter: counter, pages: ClerkPages(templates: templates, facts: facts),
            hub: EventHub(), sessions: SessionStore(now: { Sample.now }),
            gate: SignInGate(now: { Sample.now })
        ).add(to: router)
        return router
    }

    static func clerkApplication(_ counter: ScriptedCounter) throws -> some ApplicationProtocol {
        Application(router: try clerkRouter(counter))
    }
}

/// One browser at the clerk's desk: it keeps its cookie and finds the token on the page.
struct DeskBrowser {
    let client: any TestClientProtocol
    var cookie = ""

    func get(_ path: String) async throws -> TestResponse {
        try await client.execute(uri: path, method: .get, headers: [.cookie: cookie]) { $0 }
    }
    func post(_ path: String, _ body: String) async throws -> TestResponse {
        try await client.execute(
            uri: path, method: .post, headers: [.cookie: cookie],
            body: ByteBuffer(string: body)
        ) { $0 }
    }
    mutating func signIn(as id: String = "clerk") async throws {
        let answer = try await post("/sign-in", "id=\(id)&password=right&code=123456")
        #expect(answer.status == .seeOther)
        let set = try #require(answer.headers[.setCookie])
        cookie = String(set.prefix { $0 != ";" })
    }
    func token() async throws -> String {
        let page = String(buffer: try await get("/").body)
        return String(try #require(page.firstMatch(of: /data-token="([0-9a-f]{64})"/)).output.1)
    }
}
