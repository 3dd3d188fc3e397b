import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// The lab's own page and its buttons: a card to lay on the reader, a head to turn, paper to
/// refill, a door to swipe at. Loopback only.
struct LabServer: Sendable {
    let station: LabStation
    let port: Int
    /// The kiosk's own pages, to link to.
    var links = KioskProcess.Addresses()

    /// Serves until cancelled; `onReady` gets the port.
    func run(onReady: @escaping @Sendable (Int) async -> Void) async throws {
        let router = Router()
        router.get("/") { _, _ in
            let html = try await LabPage(station: station, links: links).html()
            return Response(
                status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: html)))
        }
        router.get("/camera.jpg") { _, _ in
            let jpeg = try await station.camera.preview()
            return Response(
                status: .ok, headers: [.contentType: "image/jpeg", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(bytes: jpeg)))
        }
        router.get("/sheets/:index") { _, context in
            let index = try context.parameters.require("index", as: Int.self)
            let sheets = try await station.printer.sheets()
            guard sheets.indices.contains(index) else { throw HTTPError(.notFound) }
            let bytes = try Data(contentsOf: URL(filePath: sheets[index].path))
            return Response(
                status: .ok, headers: [.contentType: "application/pdf"],
                body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        }
        router.get("/doors/:serial") { _, context in
            let serial = try context.parameters.require("serial", as: UInt32.self)
            guard let text = await station.doors.listing(of: serial) else {
                throw HTTPError(.notFound)
            }
            return Response(
                status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: text)))
        }
        InsurerPanel(insurer: station.insurer).add(to: router)
        router.post("/do/:action") { request, context in
            let action = try context.parameters.require("action")
            let value = request.uri.queryParameters["value"].map(String.init) ?? ""
            let moved = try await perform(action, value)
            // A browser comes back to the page; a program reads how long a movement takes.
            guard request.headers[.accept]?.contains("text/html") == true else {
                let text = ByteBuffer(string: "\(moved.milliseconds)")
                return Response(status: .ok, body: .init(byteBuffer: text))
            }
            return Response(status: .seeOther, headers: [.location: "/"])
        }
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in
                await onReady(channel.localAddress?.port ?? port)
            },
            logger: Logger(label: "lab") { _ in SwiftLogNoOpLogHandler() })
        try await application.runService()
    }

    private func perform(_ action: String, _ value: String) async throws -> Duration {
        switch action {
        case "card":
            let words = value.split(separator: ".", maxSplits: 1).map(String.init)
            let fault = words.count > 1 ? CardFault(rawValue: words[1]) : nil
            guard let word = words.first, let card = LabCard(rawValue: word),
                words.count == 1 || fault != nil
            else { throw HTTPError(.badRequest) }
            try await station.insertCard(card, fault: fault)
        case "remove": try await station.removeCard()
        case "reader":
            guard let mischief = ReaderMischief(rawValue: value) else {
                throw HTTPError(.badRequest)
            }
            try await station.play(mischief)
        case "stall": try await station.setCamera(isStalled: value == "yes")
        case "head":
            guard let move = HeadMotion.Command(rawValue: value) else {
                throw HTTPError(.badRequest)
            }
            return try await station.moveHead(move)
        case "scene":
            guard let scene = CameraScene(rawValue: value) else { throw HTTPError(.badRequest) }
            await station.show(scene)
        case "paper": try await station.setPaper(value == "full")
        case "door":
            let words = value.split(separator: ".").map(String.init)
            guard
                let action = DoorAction(words: words, numbering: station.doors.numbering)
            else { throw HTTPError(.badRequest) }
            do throws(DoorTwinError) {
                try await station.doors.perform(action)
            } catch {
                throw HTTPError(.notFound, message: error.description)
            }
        case "insurer":
            guard let handle = InsurerSwitch(value) else { throw HTTPError(.badRequest) }
            try await station.insurer.turn(handle)
        default: throw HTTPError(.notFound)
        }
        return .zero
    }
}
