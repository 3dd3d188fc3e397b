import Foundation
import Logging
import Printing
import Registry
import Specimens
import Storage
import Testing

@testable import FrontDesk

/// Devices at which everybody is who he says.
private struct Agreeable: IdentityDocumentReader, CardPhotoDecoder, FaceVerifier {
    func presence() -> AsyncStream<DocumentPresence> { AsyncStream { $0.yield(.present) } }
    func read() -> DocumentReading {
        DocumentReading(document: Sample.document, encodedPhoto: Array("WLT".utf8))
    }
    func decode(_ encoded: [UInt8]) throws -> Picture {
        guard let picture = Picture(width: 1, height: 1, pixels: [1, 2, 3]) else {
            throw FaultError(fault: .unexpected)
        }
        return picture
    }
    func verify(
        photo: Picture, turns: [HeadTurn]
    ) -> AsyncThrowingStream<FaceProgress, any Error> {
        AsyncThrowingStream {
            $0.yield(.finished(Sample.comparison(0.7)))
            $0.finish()
        }
    }
    func livePicture() -> [UInt8]? { nil }
}

@Suite(.timeLimit(.minutes(1))) struct OwnDataDeskTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "own-data-\(UUID().uuidString)")

    private func desk(_ data: DataFolder, keepsPhoto: Bool = false) -> CheckInDesk {
        let setting = LeaseSetting(village: "样张村", phone: "0000", isTrial: true)
        let devices = Agreeable()
        return CheckInDesk(
            devices: .init(reader: devices, photoDecoder: devices, faces: devices), data: data,
            registrar: Registrar(
                data: data, renderer: PlainRenderer(), setting: setting, clock: { Sample.now },
                onRecorded: {}),
            settler: Settler(
                data: data, renderer: PlainRenderer(), setting: setting, clock: { Sample.now },
                onRecorded: {}),
            keepsPhoto: keepsPhoto, timing: .init(ask: .seconds(60), wipe: .seconds(60)),
            logger: Logger(label: "test"), clock: { Sample.now })
    }

    /// The first state that `accepts`.
    private func see(
        on desk: CheckInDesk, where accepts: (CheckIn.State) -> Bool
    ) async -> CheckIn.State? {
        for await checkIn in await desk.changes() where accepts(checkIn.state) {
            return checkIn.state
        }
        return nil
    }

    private func prints(_ data: DataFolder, _ tenancy: Identifier<Tenancy>) async throws -> [String]
    {
        try await data.effects.all(of: tenancy).map(\.kind.rawValue)
            .filter { ["printOwnData", "printWithdrawal", "printConsent"].contains($0) }.sorted()
    }

    @Test func `somebody sees, prints and withdraws, and a stop in the middle does it once`()
        async throws
    {
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = try DataFolder(path: folder.path, purpose: .trial, at: .now)
        let tenancy = try await Sample.housed(in: data)
        let first = desk(data)
        let running = Task { try await first.run() }
        await first.beginOwnData()
        await first.consent(to: .face, notice: 2)
        _ = await see(on: first) { $0.screen == .own }
        await first.deliver(.own(.print(.printOwnData)))
        var ordered: [String] = []
        while ordered.isEmpty { ordered = try await prints(data, tenancy) }
        await first.deliver(.own(.askToWithdraw))
        guard case .viewing(let visit) = await first.checkIn.state, let own = visit.shown else {
            Issue.record("nothing is shown")
            return
        }
        running.cancel()

        // What a power cut leaves after the yes, before anything was deleted.
        let session = try #require(await first.checkIn.session)
        let left = CheckIn(
            session: session, state: Sample.viewing(.withdrawing(own)), purpose: .ownData)
        for _ in 0..<2 {
            try await data.checkIns.save(left, id: session, at: .now)
            let next = desk(data)
            try await next.resume()
            let state = await see(on: next) { $0.screen == .own }
            guard case .viewing(let visit)? = state else { continue }
            #expect(visit.shown?.withdrawnAt == Sample.now)
            while try await !prints(data, tenancy).contains("printWithdrawal") {
                await Task.yield()
            }
        }
        #expect(try await prints(data, tenancy) == ["printOwnData", "printWithdrawal"])
        let entries = try await data.journal.entries(limit: 1_000)
        #expect(entries.filter { $0.kind == .withdrawal }.count == 1)
    }

    @Test(arguments: [(true, Consent.Way.face, 1), (false, .face, 0), (true, .inPerson, 0)])
    func `the photo is kept where the setting and his own choice say so`(
        keepsPhoto: Bool, way: Consent.Way, count: Int
    ) async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = try DataFolder(path: folder.path, purpose: .trial, at: .now)
        try await data.village.apply(
            TrialVillage().changes, position: 1, own: Identifier("k-1"), at: .now)
        let room = try #require(
            try await data.village.offers().first { $0.house.colour == .green && $0.freeBeds > 0 })
        let desk = desk(data, keepsPhoto: keepsPhoto)
        let running = Task { try await desk.run() }
        defer { running.cancel() }
        await desk.begin()
        await desk.consent(to: way, notice: 3)
        if way == .inPerson {
            _ = await see(on: desk) { $0.screen == .clerk }
            await desk.deliver(.comparedInPerson(staff: Identifier("c"), reason: "样张"))
        }
        _ = await see(on: desk) { $0.screen == .rooms }
        await desk.choose(room: room.room.id)
        await desk.chooseTerms(from: Sample.today, months: 6, phone: Sample.phone)
        _ = await see(on: desk) { $0.screen == .lease }
        await desk.deliver(.accepted)
        await desk.sign(Sample.strokes)
        _ = await see(on: desk) { $0.screen == .done }
        #expect(try await data.photos.count() == count)
        await desk.deliver(.leave)
        #expect(await desk.encodedPhoto == nil)
    }
}
