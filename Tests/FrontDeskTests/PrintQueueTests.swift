import Foundation
import Logging
import Printing
import Registry
import Specimens
import Storage
import Synchronization
import Testing

@testable import FrontDesk

/// A spooler whose jobs a test moves by hand.
private final class ScriptedSpooler: Spooler {
    struct State {
        var jobs: [String: SpoolState] = [:]
        var submissions = 0
        var isReachable = true
    }
    let state = Mutex(State())

    func submit(document: [UInt8], name: String) throws -> SpoolJob {
        try state.withLock { state in
            guard state.isReachable else { throw PrintingError.spoolerUnreachable }
            state.submissions += 1
            state.jobs[name] = .active(faults: [])
            return SpoolJob(id: 1, uuid: "u", name: name, state: .active(faults: []))
        }
    }
    func job(named name: String) throws -> SpoolJob? {
        state.withLock { state in
            state.jobs[name].map { SpoolJob(id: 1, uuid: "u", name: name, state: $0) }
        }
    }
    func cancel(named name: String) throws { state.withLock { $0.jobs[name] = nil } }
    func purge(named name: String) throws { state.withLock { $0.jobs[name] = nil } }
    func finish() { state.withLock { s in s.jobs.keys.forEach { s.jobs[$0] = .completed } } }
}

@Suite(.timeLimit(.minutes(1))) struct PrintQueueTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "print-queue-\(UUID().uuidString)")

    @Test func `a recorded lease is submitted once, and its effect ends with the sheet`()
        async throws
    {
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = try DataFolder(path: folder.path, purpose: .trial, at: .now)
        let tenancy = try await recordedTenancy(in: data)
        let spooler = ScriptedSpooler()
        let (papers, news) = AsyncStream.makeStream(of: Receipt.Paper.self)
        let queue = PrintQueue(
            data: data, spooler: spooler, logger: Logger(label: "test"), clock: { .now },
            onPaper: { _, _, paper in news.yield(paper) })
        let running = Task { try await queue.run() }
        defer { running.cancel() }
        queue.nudge()
        queue.nudge()
        while spooler.state.withLock({ $0.submissions }) == 0 { await Task.yield() }
        spooler.finish()
        for await paper in papers where paper == .printed { break }
        while try await data.effects.all(of: tenancy).map(\.state) != [.done] {
            await Task.yield()  // The sheet is shown before the spooler's copy is purged.
        }
        #expect(spooler.state.withLock { $0.submissions } == 1)
    }

    /// A tenancy of the made-up village with an archived document and a print effect.
    private func recordedTenancy(in data: DataFolder) async throws -> Identifier<Tenancy> {
        try await data.village.apply(
            TrialVillage().changes, position: 1, own: Identifier("k-1"), at: .now)
        let lease = try Sample.lease()
        let offer = try #require(
            try await data.village.offers().first { $0.house.colour == .green && $0.freeBeds > 0 })
        let old = lease.draft
        let draft = LeaseDraft(
            number: "ZL20261122-0001", tenancy: .make(at: .now), tenant: old.tenant, offer: offer,
            landlord: old.landlord, authority: old.authority, terms: old.terms, madeAt: .now)
        let signed = SignedLease(
            draft: draft, signature: lease.signature, identification: lease.identification,
            consent: lease.consent, signedAt: .now)
        let archived = try await data.archive.store(Array("%PDF-1.7".utf8))
        let order = PrintOrder(
            kind: .printContract, number: draft.number, document: archived.sha256, copy: 1)
        try await data.tenancies.register(
            signed,
            document: LeaseDocument(
                archived: archived, archivedAt: .now, dataSHA256: "",
                form: FormVersion(form: "lease", version: 1)),
            effects: [try order.effect(at: .now)], at: .now)
        return draft.tenancy
    }
}
