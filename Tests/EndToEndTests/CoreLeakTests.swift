import Foundation
import Glibc
import Logging
import Printing
import Registry
import Specimens
import Storage
import Synchronization
import Testing

@testable import FrontDesk
@testable import Lab

/// Devices that tell what was recorded of them: a card is laid down and read, its photo decoded,
/// the face looked at, the card taken away.
private final class RecordedDevices: IdentityDocumentReader, CardPhotoDecoder, FaceVerifier {
    private let stream = AsyncStream.makeStream(of: DocumentPresence.self)
    private let present = Mutex<IdentityDocument?>(nil)

    func lay(_ document: IdentityDocument) {
        present.withLock { $0 = document }
        stream.continuation.yield(.present)
    }
    func takeAway() {
        present.withLock { $0 = nil }
        stream.continuation.yield(.absent)
    }
    func presence() -> AsyncStream<DocumentPresence> { stream.stream }
    func read() throws -> DocumentReading {
        guard let document = present.withLock({ $0 }) else {
            throw FaultError(fault: .unexpected)
        }
        return DocumentReading(
            document: document, encodedPhoto: [UInt8](repeating: 0x57, count: 1_024))
    }
    func decode(_ encoded: [UInt8]) throws -> Picture {
        let pixels = [UInt8](repeating: 0x80, count: 102 * 126 * 3)
        guard let picture = Picture(width: 102, height: 126, pixels: pixels) else {
            throw FaultError(fault: .unexpected)
        }
        return picture
    }
    func verify(
        photo: Picture, turns: [HeadTurn]
    ) -> AsyncThrowingStream<FaceProgress, any Error> {
        AsyncThrowingStream { continuation in
            continuation.yield(.prompt(.lookStraight))
            for turn in turns { continuation.yield(.prompt(.turn(turn))) }
            continuation.yield(
                .finished(
                    FaceComparison(score: 0.71, passAt: 0.45, refuseBelow: 0.36, models: [:])))
            continuation.finish()
        }
    }
    func livePicture() -> [UInt8]? { nil }
}

/// Somebody made up; his number is plainly none.
private struct Visitor {
    let document: IdentityDocument
    let phone: String

    init(_ number: Int) throws {
        let digits = String(10_000 + number).dropFirst()
        document = IdentityDocument(
            kind: .resident, name: "样张来客\(digits)", number: "YZ2026112755\(digits)",
            sex: .unstated, ethnicGroup: "汉族",
            birthDate: try #require(CalendarDate("19900101")),
            address: "样张省样张市样张路\(digits)号", issuer: "样张市公安局",
            validFrom: try #require(CalendarDate("20200101")), validUntil: nil,
            chipSerial: [0x10, 0xE4, 0x10, 0x5A, 0x3C, UInt8(number >> 8), UInt8(number & 0xFF), 1])
        phone = "1007314\(digits)"
    }

    var values: [String] { [document.name, document.number, document.address, phone] }
}

/// Check-ins in numbers, through the service's core and its real stores and forms.
@Suite(.serialized, .timeLimit(.minutes(4))) struct CoreLeakTests {
    private static let visits = 200

    private let folder = URL(filePath: "/tmp/core-\(getpid())-\(UInt32.random(in: 0...(.max)))")

    private func renderer() -> TypstRenderer {
        let root = Desk.project.root
        return TypstRenderer(
            program: .init(
                python: root.appending(path: "var/python/bin/python3").path,
                script: root.appending(path: "forms/render.py").path),
            forms: FormFolder(path: root.appending(path: "forms").path))
    }

    private func desk(_ data: DataFolder, _ devices: RecordedDevices) -> CheckInDesk {
        let setting = LeaseSetting(village: "桂花村（样张）", phone: "0579-00000000", isTrial: true)
        let renderer = renderer()
        let registrar = Registrar(
            data: data, renderer: renderer, setting: setting, clock: { .now }, onRecorded: {})
        let log = folder.appending(path: "desk.log").path
        return CheckInDesk(
            devices: .init(reader: devices, photoDecoder: devices, faces: devices), data: data,
            registrar: registrar,
            settler: Settler(
                data: data, renderer: renderer, setting: setting, clock: { .now },
                onRecorded: {}),
            timing: .init(ask: .seconds(60), wipe: .seconds(60)),
            logger: Logger(label: "desk") { _ in FileLog(path: log) }, clock: { .now })
    }

    /// Waits until the desk is at `screen`.
    private func see(_ screen: Screen, on desk: CheckInDesk) async throws -> CheckIn {
        for await checkIn in await desk.changes() {
            if checkIn.state.screen == screen { return checkIn }
            try #require(checkIn.state.screen != .ended, "\(checkIn.state.fault?.code ?? "")")
        }
        throw CancellationError()
    }

    private func checkIn(
        _ visitor: Visitor, at desk: CheckInDesk, _ devices: RecordedDevices,
        to room: Identifier<Room>
    ) async throws {
        await desk.begin()
        await desk.consent(to: .face, notice: 1)
        devices.lay(visitor.document)
        _ = try await see(.rooms, on: desk)
        await desk.choose(room: room)
        await desk.chooseTerms(from: Timestamp.now.day, months: 6, phone: visitor.phone)
        _ = try await see(.lease, on: desk)
        await desk.deliver(.accepted)
        let points = (0..<40).map { step in
            Signature.Point(
                x: Double(step) / 50, y: Double(step % 7) / 10, milliseconds: step * 20,
                pressure: 0.5)
        }
        await desk.sign([points])
        _ = try await see(.done, on: desk)
        await desk.deliver(.leave)
        devices.takeAway()
    }

    /// What lies directly in the system's temporary folder.
    private func temporary() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: "/tmp"))
    }

    @Test func `after two hundred check-ins nothing that is kept holds a personal value`()
        async throws
    {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let before = try temporary()
        let place = folder.appending(path: "data").path
        let data = try DataFolder(path: place, purpose: .trial, at: .now)
        defer { data.close() }
        try await data.village.apply(
            TrialVillage().changes, position: 1, own: Identifier("K1"), at: .now)
        let devices = RecordedDevices()
        let desk = desk(data, devices)
        let running = Task { try await desk.run() }
        defer { running.cancel() }

        var visitors: [Visitor] = []
        for number in 1...Self.visits {
            let visitor = try Visitor(number)
            let offers = try await data.village.offers()
            var room: Identifier<Room>?
            for offer in offers where offer.house.colour.mayBeLet && offer.freeBeds > 0 {
                let landlord = try await data.village.landlord(offer.house.landlord)
                guard landlord.authority != nil else { continue }
                room = offer.room.id
                break
            }
            try await checkIn(visitor, at: desk, devices, to: try #require(room))
            visitors.append(visitor)
        }
        let recorded = try await data.tenancies.list(limit: 1_000)
        #expect(recorded.count { $0.documentSHA256 != nil } == Self.visits)

        let search = LeakSearch(values: visitors.flatMap(\.values))
        #expect(search.skipped.isEmpty)
        let result = try search.search([folder])
        #expect(result.hits.isEmpty, "\(result.hits.prefix(5))")
        // Two hundred archived leases were really among what was read.
        #expect(result.files > Self.visits)
        for name in try temporary().subtracting(before) where name != folder.lastPathComponent {
            let found = try search.hits(inFileOrFolder: URL(filePath: "/tmp/" + name))
            #expect(found.isEmpty, "\(found.prefix(3))")
        }

        let last = try #require(visitors.last).values
        for (place, value) in last.enumerated() {
            try Data(value.utf8).write(to: folder.appending(path: "planted-\(place)"))
        }
        let planted = try search.search([folder]).hits.map(\.value).sorted()
        #expect(planted == (0..<4).map { 4 * (Self.visits - 1) + $0 })
    }
}

/// A log in a file, as the service's standard error is one.
private struct FileLog: LogHandler {
    let path: String
    var metadata = Logger.Metadata()
    var logLevel = Logger.Level.trace

    init(path: String) { self.path = path }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let text = "\(event.level) \(event.message) \(event.metadata ?? [:])\n"
        let log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer { close(log) }
        _ = text.withCString { write(log, $0, strlen($0)) }
    }
}
