import Foundation
import Insurance
import Logging
import Registry
import Specimens
import Storage
import Synchronization
import Testing

@testable import FrontDesk

/// An insurer that a test switches by hand; it books a key once.
private final class ScriptedCarrier: Carrier {
    struct State {
        var policies: [Identifier<PolicyApplication>: Policy] = [:]
        var error: InsuranceError?
        var calls: [String] = []
        /// The next booking is made, then nothing is heard.
        var losesNextAnswer = false
    }
    let state = Mutex(State())

    private func call<Value>(
        _ name: String, _ body: (inout State) throws -> Value
    ) throws -> Value {
        try state.withLock { state in
            state.calls.append(name)
            if let error = state.error { throw error }
            return try body(&state)
        }
    }

    func quote(_ application: PolicyApplication) throws -> Money {
        try call("quote") { _ in application.premium }
    }
    func book(_ application: PolicyApplication) throws -> Policy {
        try call("book") { state in
            let policy =
                state.policies[application.key]
                ?? Policy(
                    number: "YZ-\(state.policies.count + 1)", key: application.key,
                    premium: application.premium, status: .booked)
            state.policies[application.key] = policy
            if state.losesNextAnswer {
                state.losesNextAnswer = false
                throw InsuranceError.silent
            }
            return policy
        }
    }
    func cancel(_ key: Identifier<PolicyApplication>, on day: CalendarDate) throws -> Policy {
        try call("cancel") { state in
            let policy = Policy(
                number: state.policies[key]?.number ?? "", key: key, premium: Money(fen: 0),
                status: .cancelled)
            state.policies[key] = policy
            return policy
        }
    }
    func status(of key: Identifier<PolicyApplication>) throws -> Policy? {
        try call("status") { $0.policies[key] }
    }
    func set(_ error: InsuranceError?) { state.withLock { $0.error = error } }
    var calls: [String] { state.withLock { $0.calls } }
    var inForce: Int { state.withLock { $0.policies.values.count { $0.status == .booked } } }
}

/// A clock that stands until a test moves it.
private final class HandClock: Sendable {
    private let time = Mutex(Timestamp.now)
    var now: Timestamp { time.withLock { $0 } }
    func move(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
}

@Suite(.timeLimit(.minutes(1))) struct InsuranceQueueTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "insurance-queue-\(UUID().uuidString)")
    private let carrier = ScriptedCarrier()
    private let clock = HandClock()
    private let news = Shown()

    /// The last that was shown of each tenancy.
    private final class Shown: Sendable {
        private let news = Mutex<[Identifier<Tenancy>: PolicyNews]>([:])
        subscript(tenancy: Identifier<Tenancy>) -> PolicyNews? {
            get { news.withLock { $0[tenancy] } }
            set { news.withLock { $0[tenancy] = newValue } }
        }
    }

    @Test func `an application is booked once, and ended at check-out`() async throws {
        try await withQueue { data, queue, applications in
            let application = applications[0]
            try await eventually { news[application.tenancy] == .booked(number: "YZ-1") }
            try await states(data, application, [.done])
            #expect(try await data.policies.numbers(of: application.tenancy) == ["YZ-1"])
            #expect(carrier.calls == ["quote", "book"])
            try await data.effects.add(
                try application.cancelEffect(), for: application.tenancy, at: clock.now)
            queue.nudge()
            try await states(data, application, [.done, .done])
            #expect(news[application.tenancy] == .cancelled)
            #expect(carrier.inForce == 0)
            #expect(try await data.policies.numbers(of: application.tenancy).isEmpty)
        }
    }

    @Test func `a policy that outlives the check-out is kept without a call`() async throws {
        try await withQueue(endsAtCheckOut: false) { data, queue, applications in
            let application = applications[0]
            try await states(data, application, [.done])
            try await data.effects.add(
                try application.cancelEffect(), for: application.tenancy, at: clock.now)
            queue.nudge()
            try await states(data, application, [.done, .done])
            #expect(carrier.calls == ["quote", "book"])
            #expect(carrier.inForce == 1)
        }
    }

    @Test func `an insurer that is down for a day holds up no row for good`() async throws {
        carrier.set(.unreachable)
        try await withQueue(count: 2) { data, queue, applications in
            for application in applications {
                try await eventually {
                    news[application.tenancy] == .delayed(InsuranceError.unreachable.fault)
                }
            }
            for hour in 1...24 {
                let calls = carrier.calls.count
                clock.move(.seconds(3_600))
                queue.nudge()
                try await eventually { carrier.calls.count == calls + 2 }
                try await eventually {
                    try await data.effects.due(at: clock.now).isEmpty || hour == 0
                }
            }
            #expect(try await data.exceptions.open().isEmpty)
            carrier.set(nil)
            clock.move(.seconds(900))
            queue.nudge()
            for application in applications { try await states(data, application, [.done]) }
            #expect(carrier.inForce == 2)
        }
    }

    @Test func `a lost answer is asked for, not booked again`() async throws {
        carrier.state.withLock { $0.losesNextAnswer = true }
        try await withQueue { data, _, applications in
            try await states(data, applications[0], [.done])
            #expect(carrier.calls == ["quote", "book", "status"])
            #expect(carrier.inForce == 1)
        }
    }

    @Test func `a restart goes on where the saved booking stands`() async throws {
        carrier.set(.unreachable)
        var application: PolicyApplication?
        try await withQueue(keepsFolder: true) { data, _, applications in
            application = applications[0]
            try await eventually { news[applications[0].tenancy] != .booking }
            // As a power cut in the middle of the call would leave it.
            var booking = PolicyBooking(applications[0])
            _ = booking.handle(.resumed)
            _ = booking.handle(.quoted(applications[0].premium))
            try await states(data, applications[0], [.pending])
            try await data.policies.save(
                booking, key: applications[0].key, tenancy: applications[0].tenancy, number: nil,
                isFinished: false, at: clock.now)
        }
        carrier.set(nil)
        clock.move(.seconds(60))
        let known = try #require(application)
        _ = try carrier.book(known)
        try await withQueue(isNew: false) { data, _, _ in
            try await states(data, known, [.done])
            #expect(carrier.calls.suffix(2) == ["book", "status"])
            #expect(carrier.inForce == 1)
        }
    }

    @Test(arguments: [DeskException.Remedy.redo, .cancel])
    func `a refusal waits for the clerk, over a restart too`(
        remedy: DeskException.Remedy
    ) async throws {
        carrier.set(.refused(.age))
        try await withQueue(keepsFolder: true) { data, _, applications in
            try await states(data, applications[0], [.failed])
            try await eventually { try await !data.exceptions.open().isEmpty }
            #expect(try await data.exceptions.open().map(\.remedies) == [[.redo, .cancel]])
        }
        try await withQueue(isNew: false) { data, queue, _ in
            let tenancy = try #require(try await data.tenancies.list().first).tenancy.id
            try await eventually {
                try await data.effects.all(of: tenancy).map(\.state) == [.failed]
            }
            let asked = try #require(try await data.exceptions.open().first)
            #expect(asked.subject == .policy(tenancy))
            #expect(try await data.exceptions.open().count == 1)
            carrier.set(nil)
            try await data.exceptions.resolve(
                asked.id, by: Identifier("101"), remedy: remedy, reason: "", at: clock.now)
            try await queue.answer(remedy, to: asked.fault, about: tenancy)
            try await eventually {
                try await data.effects.all(of: tenancy).map(\.state)
                    == [remedy == .redo ? .done : .dropped]
            }
            #expect(carrier.inForce == (remedy == .redo ? 1 : 0))
            #expect(news[tenancy] == (remedy == .redo ? .booked(number: "YZ-1") : .cancelled))
        }
    }

    @Test func `a check-out before the booking ends both rows and the question to the clerk`()
        async throws
    {
        carrier.set(.refused(.age))
        try await withQueue { data, queue, applications in
            try await states(data, applications[0], [.failed])
            try await data.effects.add(
                try applications[0].cancelEffect(), for: applications[0].tenancy, at: clock.now)
            queue.nudge()
            try await states(data, applications[0], [.dropped, .done])
            try await eventually { try await data.exceptions.open().isEmpty }
            #expect(carrier.calls == ["quote"])
        }
    }

    @Test func `one application's trouble does not hold up another of the same tenancy`()
        async throws
    {
        carrier.set(.refused(.age))
        try await withQueue { data, queue, applications in
            let first = applications[0]
            try await states(data, first, [.failed])
            carrier.set(nil)
            clock.move(.milliseconds(1))
            let second = application(of: first.tenancy, endsAtCheckOut: true)
            try await data.effects.add(
                try second.bookEffect(), for: first.tenancy, at: clock.now)
            queue.nudge()
            try await states(data, first, [.failed, .done])
            #expect(try await data.exceptions.open().count == 1)
        }
    }

    private func states(
        _ data: DataFolder, _ application: PolicyApplication, _ wanted: [EffectRecord.State]
    ) async throws {
        try await eventually {
            try await data.effects.all(of: application.tenancy)
                .sorted { $0.id.rawValue < $1.id.rawValue }.map(\.state) == wanted
        }
    }

    private func eventually(_ holds: () async throws -> Bool) async throws {
        while try await !holds() { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// A running queue on a folder with `count` tenancies that each ask for an insurance.
    private func withQueue(
        count: Int = 1, endsAtCheckOut: Bool = true, isNew: Bool = true, keepsFolder: Bool = false,
        _ body: (DataFolder, InsuranceQueue, [PolicyApplication]) async throws -> Void
    ) async throws {
        defer { if !keepsFolder { try? FileManager.default.removeItem(at: folder) } }
        let data = try DataFolder(path: folder.path, purpose: .trial, at: .now)
        defer { data.close() }
        var applications: [PolicyApplication] = []
        if isNew {
            try await data.village.apply(
                TrialVillage().changes, position: 1, own: Identifier("k-1"), at: .now)
            for index in 0..<count {
                applications.append(
                    try await recorded(index, in: data, endsAtCheckOut: endsAtCheckOut))
            }
        }
        let queue = InsuranceQueue(
            data: data, carrier: carrier, logger: Logger(label: "test"),
            clock: { [clock] in clock.now },
            onPolicy: { [news] tenancy, policy in news[tenancy] = policy })
        let running = Task { try await queue.run() }
        do {
            try await body(data, queue, applications)
        } catch {
            Issue.record(error)
        }
        running.cancel()
        _ = await running.result
    }

    private func application(
        of tenancy: Identifier<Tenancy>, endsAtCheckOut: Bool
    ) -> PolicyApplication {
        let from = clock.now.day
        return PolicyApplication(
            key: .make(at: clock.now), tenancy: tenancy,
            product: InsuranceProduct(
                id: Identifier("home-contents"), name: "家财险（样张）", carrier: "样张",
                premiumPerMonth: Money(fen: 500), covers: ["火灾"], endsAtCheckOut: endsAtCheckOut),
            name: "样张某某", number: "11010519491231002X", phone: "10000000099", place: "样张",
            from: from, until: from.adding(days: 90), premium: Money(fen: 1_500))
    }

    private func recorded(
        _ index: Int, in data: DataFolder, endsAtCheckOut: Bool
    ) async throws -> PolicyApplication {
        let lease = try Sample.lease()
        let offer = try #require(
            try await data.village.offers().first { $0.house.colour == .green && $0.freeBeds > 0 })
        let old = lease.draft
        let draft = LeaseDraft(
            number: "ZL20261122-000\(index + 1)", tenancy: .make(at: .now),
            tenant: index == 0 ? old.tenant : Self.other(old.tenant), offer: offer,
            landlord: old.landlord, authority: old.authority, terms: old.terms, madeAt: .now)
        let signed = SignedLease(
            draft: draft, signature: lease.signature, identification: lease.identification,
            consent: lease.consent, signedAt: .now)
        let archived = try await data.archive.store(Array("%PDF-1.7 \(index)".utf8))
        let application = application(of: draft.tenancy, endsAtCheckOut: endsAtCheckOut)
        try await data.tenancies.register(
            signed,
            document: LeaseDocument(
                archived: archived, archivedAt: .now, dataSHA256: "",
                form: FormVersion(form: "lease", version: 1)),
            effects: [try application.bookEffect()], at: clock.now)
        return application
    }

    private static func other(_ document: IdentityDocument) -> IdentityDocument {
        IdentityDocument(
            kind: document.kind, name: document.name, number: "440524188001010014",
            sex: document.sex, ethnicGroup: document.ethnicGroup, birthDate: document.birthDate,
            address: document.address, issuer: document.issuer, validFrom: document.validFrom,
            validUntil: document.validUntil, chipSerial: document.chipSerial)
    }
}
