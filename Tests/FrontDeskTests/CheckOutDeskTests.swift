import Foundation
import Logging
import Printing
import Registry
import Specimens
import Storage
import Testing

@testable import FrontDesk

/// Devices of a desk that is asked to end a stay: a card is read, no photo, no face.
private struct CardOnly: IdentityDocumentReader, CardPhotoDecoder, FaceVerifier {
    func presence() -> AsyncStream<DocumentPresence> { AsyncStream { $0.yield(.present) } }
    func read() -> DocumentReading {
        DocumentReading(document: Sample.document, encodedPhoto: [1])
    }
    func decode(_ encoded: [UInt8]) throws -> Picture {
        Issue.record("a photo was decoded")
        throw FaultError(fault: .unexpected)
    }
    func verify(
        photo: Picture, turns: [HeadTurn]
    ) -> AsyncThrowingStream<FaceProgress, any Error> { AsyncThrowingStream { $0.finish() } }
    func livePicture() -> [UInt8]? { nil }
}

@Suite(.timeLimit(.minutes(1))) struct CheckOutDeskTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "check-out-\(UUID().uuidString)")

    private func desk(_ data: DataFolder, standing: Standing = Standing()) -> CheckInDesk {
        let setting = LeaseSetting(village: "样张村", phone: "0000", isTrial: true)
        let devices = CardOnly()
        return CheckInDesk(
            devices: .init(reader: devices, photoDecoder: devices, faces: devices), data: data,
            registrar: Registrar(
                data: data, renderer: PlainRenderer(), setting: setting, clock: { Sample.now },
                onRecorded: {}),
            settler: Settler(
                data: data, renderer: PlainRenderer(), setting: setting, clock: { Sample.now },
                onRecorded: {}),
            standing: standing, timing: .init(ask: .seconds(60), wipe: .seconds(60)),
            logger: Logger(label: "test"), clock: { Sample.now })
    }

    private func see(_ screen: Screen, on desk: CheckInDesk) async -> CheckIn.State? {
        for await checkIn in await desk.changes() where checkIn.state.screen == screen {
            return checkIn.state
        }
        return nil
    }

    @Test func `a stay ends at the desk, and after a restart it is ended once`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = try DataFolder(path: folder.path, purpose: .trial, at: .now)
        let tenant = try await Sample.housed(in: data)
        var standing = Standing()
        standing.doorEnds = { $0 == tenant ? .revoking : .none }
        standing.policyEnds = { $0 == tenant ? .cancelled : nil }
        let first = desk(data, standing: standing)
        let running = Task { try await first.run() }
        await first.beginCheckOut()
        await first.deliver(.checkOut(.agreed))
        _ = await see(.outMeters, on: first)
        await first.readMeters(electricity: "3815.6", water: "207.4")
        guard case .checkingOut(let shown)? = await see(.outReview, on: first),
            case .reviewing(let settlement, nil) = shown.state
        else {
            Issue.record("nothing to review")
            return
        }
        #expect(await first.preview.count == 1)
        running.cancel()

        // What a power cut leaves after the yes, before anything was recorded.
        let session = try #require(await first.checkIn.session)
        let left = CheckIn(session: session, state: Sample.checkingOut(.recording(settlement)))
        try await data.checkIns.save(left, id: session, at: .now)
        for _ in 0..<2 {
            let next = desk(data, standing: standing)
            try await next.resume()
            _ = await see(.outDone, on: next)
            var changes = await next.changes().makeAsyncIterator()
            var state = await next.checkIn.state
            let all = CheckOutReceipt.expected(settlement, door: .revoking, policy: .cancelled)
            while state != Sample.checkingOut(.ended(all)) {
                state = try #require(await changes.next()).state
            }
            try await data.checkIns.save(left, id: session, at: .now)
        }
        #expect(try await data.tenancies.settlement(of: tenant)?.settlement == settlement)
        let prints = try await data.effects.all(of: tenant).filter {
            $0.kind == .printSettlement
        }
        #expect(prints.count == 1)
    }

    @Test func `a card without a tenancy is told so`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = try DataFolder(path: folder.path, purpose: .trial, at: .now)
        let desk = desk(data)
        let running = Task { try await desk.run() }
        defer { running.cancel() }
        await desk.beginCheckOut()
        await desk.deliver(.checkOut(.agreed))
        for await checkIn in await desk.changes() where checkIn.state.notice != nil {
            #expect(checkIn.state.notice == SettlementError.notATenant.fault)
            break
        }
    }
}

extension CheckOutReceipt {
    fileprivate static func expected(
        _ settlement: Settlement, door: DoorEndNews, policy: PolicyEndNews
    ) -> CheckOutReceipt {
        var receipt = CheckOutReceipt(settlement)
        (receipt.door, receipt.policy) = (door, policy)
        return receipt
    }
}
