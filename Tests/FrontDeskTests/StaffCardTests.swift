import Foundation
import Logging
import Printing
import Registry
import Specimens
import Storage
import Testing
import Web

@testable import FrontDesk

/// A reader on which tests lay cards down.
private actor ScriptedReader: IdentityDocumentReader, CardPhotoDecoder, FaceVerifier {
    private let stream = AsyncStream.makeStream(of: DocumentPresence.self)
    private(set) var reads = 0

    nonisolated func presence() -> AsyncStream<DocumentPresence> { stream.stream }
    nonisolated func show(_ presence: DocumentPresence) { stream.continuation.yield(presence) }
    func read() -> DocumentReading {
        reads += 1
        return DocumentReading(document: Sample.document, encodedPhoto: [1])
    }
    nonisolated func decode(_ encoded: [UInt8]) throws -> Picture {
        throw FaultError(fault: .unexpected)
    }
    nonisolated func verify(
        photo: Picture, turns: [HeadTurn]
    ) -> AsyncThrowingStream<FaceProgress, any Error> { AsyncThrowingStream { $0.finish() } }
    nonisolated func livePicture() -> [UInt8]? { nil }
}

/// Signing in with an ID card, and what a landlord sees, over the desk's core and its data.
@Suite(.timeLimit(.minutes(1))) struct StaffCardTests {
    private let reader = ScriptedReader()

    private func withDesk(
        _ body: (CheckInDesk, DeskCounter, DataFolder) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "staff-card-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = try DataFolder(path: folder.path, purpose: .trial, at: Sample.now)
        let setting = LeaseSetting(village: "样张村", phone: "0000", isTrial: true)
        let settler = Settler(
            data: data, renderer: PlainRenderer(), setting: setting, clock: { Sample.now },
            onRecorded: {})
        let desk = CheckInDesk(
            devices: .init(reader: reader, photoDecoder: reader, faces: reader), data: data,
            registrar: Registrar(
                data: data, renderer: PlainRenderer(), setting: setting, clock: { Sample.now },
                onRecorded: {}),
            settler: settler, timing: .init(ask: .seconds(60), wipe: .seconds(60)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clock: { Sample.now })
        let queue = PrintQueue(
            data: data, spooler: NoSpooler(), logger: Logger(label: "test"),
            clock: { Sample.now }, onPaper: { _, _, _ in })
        let counter = DeskCounter(
            desk: desk, data: data, printQueue: queue, settler: settler,
            learning: { _, _ in }, clock: { Sample.now })
        let running = Task { try await desk.run() }
        defer { running.cancel() }
        try await body(desk, counter, data)
    }

    private func addClerk(_ data: DataFolder) async throws {
        let clerk = Staff(id: Identifier("clerk"), name: "样张前台", role: .clerk)
        try await data.staff.create(clerk, password: "a long password", at: Sample.now)
        try await data.staff.setCard(
            of: clerk.id, number: Sample.number, pin: "246813", at: Sample.now)
    }

    /// Waits until the desk waits for a staff card.
    private func laid(_ desk: CheckInDesk) async {
        while await !desk.isAwaitingStaffCard { await Task.yield() }
        reader.show(.present)
    }

    @Test func `a clerk comes in by his card and PIN, and his card is no visitor's`() async throws {
        try await withDesk { desk, counter, data in
            try await addClerk(data)
            async let entry = counter.signIn(pin: "246813", from: .network)
            await laid(desk)
            #expect(try await entry.id == Identifier("clerk"))
            // He forgets it there, and somebody begins.
            await desk.begin()
            await desk.consent(to: .face, notice: 1)
            #expect(await desk.checkIn.state.notice?.code == Fault.cardLeftBehind.code)
            #expect(await reader.reads == 1)
        }
    }

    @Test func `a card that lies there already is nobody's at the desk until it is laid anew`()
        async throws
    {
        try await withDesk { desk, counter, data in
            try await addClerk(data)
            reader.show(.present)
            while await !desk.hasCard { await Task.yield() }
            let entry = Task { try await counter.signIn(pin: "246813", from: .network) }
            while await !desk.isAwaitingStaffCard { await Task.yield() }
            #expect(await reader.reads == 0)
            reader.show(.absent)
            reader.show(.present)
            #expect(try await entry.value.id == Identifier("clerk"))
        }
    }

    @Test func `a wrong PIN and a card nobody entered get the same answer, and the journal knows`()
        async throws
    {
        try await withDesk { desk, counter, data in
            for hasClerk in [false, true] {
                if hasClerk { try await addClerk(data) }
                async let entry = counter.signIn(pin: "000000", from: .network)
                await laid(desk)
                do {
                    _ = try await entry
                    Issue.record("somebody came in")
                } catch {
                    #expect(error as? WebError == .wrongPIN)
                }
                reader.show(.absent)
            }
            let audit = try await data.journal.audit(since: Timestamp(milliseconds: 0))
            let refused = audit.filter { $0.words?["signedIn"] == "no" }
            #expect(refused.map(\.subject) == ["clerk", "unknown"])
            #expect(refused.allSatisfy { $0.words?["way"] == "card" })
        }
    }

    @Test func `whoever begins at the kiosk ends the waiting`() async throws {
        try await withDesk { desk, counter, _ in
            let entry = Task { try await counter.signIn(pin: "246813", from: .network) }
            while await !desk.isAwaitingStaffCard { await Task.yield() }
            await #expect(throws: FaultError(fault: .kioskInUse), "another waits already") {
                _ = try await counter.signIn(pin: "246813", from: .network)
            }
            await desk.begin()
            await #expect(throws: FaultError(fault: .kioskInUse)) { _ = try await entry.value }
            await #expect(throws: FaultError(fault: .kioskInUse), "somebody stands there") {
                _ = try await counter.signIn(pin: "246813", from: .network)
            }
            #expect(await reader.reads == 0)
        }
    }

    @Test func `without a card the waiting has an end, and a reader out of order is said at once`()
        async throws
    {
        try await withDesk { desk, _, _ in
            await #expect(throws: FaultError(fault: .noStaffCard)) {
                try await desk.awaitStaffCard(within: .milliseconds(30))
            }
            let waiting = Task { try await desk.awaitStaffCard(within: .seconds(50)) }
            while await !desk.isAwaitingStaffCard { await Task.yield() }
            reader.show(.outOfOrder(Sample.broken))
            await #expect(throws: FaultError(fault: Sample.broken)) { try await waiting.value }
        }
    }

    @Test func `who looks somebody up is in the journal, whether he found him or not`()
        async throws
    {
        try await withDesk { _, counter, data in
            let tenancy = try await Sample.housed(in: data)
            let clerk = Staff(id: Identifier("clerk"), name: "样张前台", role: .clerk)
            let query = try #require(PersonQuery(Sample.number))
            let found = try await counter.find(query, reason: "样张", by: clerk)
            #expect(found.map(\.name) == [Sample.name])
            #expect(found.map(\.lease) == ["ZL20261122-0001"])
            #expect(try await counter.find(.name("样张无人"), reason: "样张", by: clerk).isEmpty)
            let looks = try await data.journal.audit(since: Timestamp(milliseconds: 0))
                .filter { $0.kind == "look" }
            #expect(looks.map(\.subject) == ["nobody", tenancy.rawValue])
            for look in looks {
                #expect(look.words?["staff"] == "clerk" && look.words?["purpose"] == "查找：样张")
            }
        }
    }

    @Test func `a landlord sees and learns in his own houses only`() async throws {
        try await withDesk { _, counter, data in
            let tenancy = try await Sample.housed(in: data)
            let room = try await data.tenancies.tenancy(tenancy).tenancy.room
            let owner = try await data.village.offer(room).house.landlord.rawValue
            let other = try #require(
                try await data.village.offers().first { $0.house.landlord.rawValue != owner })
            func landlord(_ id: String) -> Staff {
                Staff(id: Identifier(id), name: "样张房东", role: .landlord)
            }
            let own = try await counter.tenancies(of: landlord(owner))
            #expect(own.map(\.tenancy) == [tenancy])
            try await counter.learnCard(tenancy, byLandlord: landlord(owner))
            let stranger = landlord(other.house.landlord.rawValue)
            #expect(try await counter.tenancies(of: stranger).isEmpty)
            await #expect(throws: FaultError(fault: .notOwnHouse)) {
                try await counter.learnCard(tenancy, byLandlord: stranger)
            }
        }
    }
}

/// A print server that nothing is sent to.
private struct NoSpooler: Spooler {
    func submit(document: [UInt8], name: String) throws -> SpoolJob {
        throw FaultError(fault: .unexpected)
    }
    func job(named name: String) -> SpoolJob? { nil }
    func cancel(named name: String) {}
    func purge(named name: String) {}
}
