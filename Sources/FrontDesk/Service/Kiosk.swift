import CardReader
import DoorLock
import FaceMatch
import Foundation
import Hummingbird
import Logging
import Printing
import Registry
import ServiceLifecycle
import Storage
import UnixSignals
import Web

/// The composition root: the one place where concrete types are chosen.
struct Kiosk {
    private let configuration: KioskConfiguration
    private let logger: Logger
    private let data: Storage.DataFolder
    private let renderer: TypstRenderer
    private let engine: FaceEngine
    private let desk: CheckInDesk
    private let printQueue: PrintQueue
    private let doorKeeper: DoorKeeper
    private let place: CommandPlace
    private let link: PlatformLink
    private let insurance: InsuranceDesk
    private let settler: Settler

    /// Opens the data folder; devices are tried when they are needed.
    init(_ configuration: KioskConfiguration, logger: Logger) throws {
        (self.configuration, self.logger) = (configuration, logger)
        let data = try Storage.DataFolder(
            path: configuration.data.folder, purpose: configuration.purpose, at: .now)
        let renderer = TypstRenderer(configuration)
        let face = FaceMatchSettings(configuration)
        let engine = FaceEngine(settings: face)
        let news = DeskNews()
        let standing = Standing(data)
        let printQueue = PrintQueue(
            data: data,
            spooler: CUPSSpooler(
                server: configuration.printer.server, queue: configuration.printer.queue),
            logger: logger, clock: { .now }, onPaper: { await news.tell($0, $1, $2) })
        link = try PlatformLink(
            configuration.platform, identity: PlatformIdentity(configuration), data: data,
            logger: logger, clock: { .now }, onChange: { await news.desk?.touch() })
        let place = CommandPlace(
            data: data, links: UDPDoorLinks(), renewal: link.renewal)
        let doorKeeper = DoorKeeper(
            data: data, links: place.links, logger: logger, clock: { .now },
            onDoor: { await news.changed($0) })
        let insurance = try InsuranceDesk(
            configuration.insurer, isTrial: configuration.trial, data: data, logger: logger,
            clock: { .now },
            onPolicy: { tenancy, _ in await news.changed(tenancy) })
        let onRecorded: @Sendable () async -> Void = {
            printQueue.nudge()
            doorKeeper.nudge()
            insurance.queue?.nudge()
        }
        let registrar = Registrar(
            data: data, renderer: renderer, setting: LeaseSetting(configuration),
            clock: { .now }, onRecorded: onRecorded)
        settler = Settler(
            data: data, renderer: renderer, setting: LeaseSetting(configuration),
            clock: { .now }, followUps: { try await insurance.ends(of: $0, in: data) },
            onRecorded: onRecorded)
        desk = CheckInDesk(
            devices: .init(
                reader: configuration.reader.opened(),
                photoDecoder: VendorPhotoDecoder(
                    child: configuration.photo.decoder,
                    library: configuration.photo.library ?? "",
                    symbol: configuration.photo.symbol),
                faces: CameraFaceVerifier(settings: face, engine: engine)),
            data: data, registrar: registrar, settler: settler,
            insuranceProducts: insurance.products, standing: standing,
            terms: configuration.retention, keepsPhoto: configuration.photo.keep,
            timing: .init(ask: configuration.idle.askAfter, wipe: configuration.idle.wipeAfter),
            logger: logger, clock: { .now })
        news.desk = desk
        (self.data, self.renderer, self.engine) = (data, renderer, engine)
        (self.printQueue, self.doorKeeper, self.place) = (printQueue, doorKeeper, place)
        self.insurance = insurance
    }

    /// Serves until SIGTERM or SIGINT.
    func run() async throws {
        defer { data.close() }
        _ = try await data.archive.sweep()
        try await desk.resume()
        async let village: Void = link.lookOnce()
        await warmUp()
        await village
        let ready = ReadyReport()
        let screens = try KioskScreens(
            configuration, desk: desk, counter: counter, ready: ready, logger: logger)
        let services: [any Service] =
            [
                desk, printQueue, doorKeeper,
                RetentionClock(
                    data: data, terms: configuration.retention,
                    isLinked: !configuration.platform.url.isEmpty, logger: logger,
                    clock: { .now }),
                ControlSocket(
                    path: configuration.control.socket, place: place, logger: logger),
            ] + insurance.services + link.services + screens.services
        var group = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // A browser that holds its stream open must not hold up the end.
        group.maximumGracefulShutdownDuration = .seconds(5)
        do {
            try await ServiceGroup(configuration: group).run()
        } catch {
            await insurance.shutdown()
            throw error
        }
        await insurance.shutdown()
    }

    /// What the clerk's pages see of all this.
    private var counter: DeskCounter {
        DeskCounter(
            desk: desk, data: data, printQueue: printQueue, settler: settler,
            standing: desk.standing,
            learning: { [doorKeeper] tenancy, _ in doorKeeper.learn(for: tenancy) },
            clock: { .now }, insuranceQueue: insurance.queue, link: link.standing)
    }

    /// Loads what the first visitor would wait for. What fails here is said, and fails again,
    /// for the clerk, when it is needed.
    private func warmUp() async {
        async let faces: Void = warm("faces") { try await engine.load() }
        async let forms: Void = warm("forms") { try await renderer.start() }
        _ = await (faces, forms)
    }

    private func warm(_ part: String, _ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            let code = Fault(error).code
            logger.error("not ready", metadata: ["part": "\(part)", "code": "\(code)"])
        }
    }
}

extension TypstRenderer {
    init(_ configuration: KioskConfiguration) {
        self.init(
            program: .init(
                python: configuration.forms.python, script: configuration.forms.renderer),
            forms: FormFolder(path: configuration.forms.folder))
    }
}

extension FaceMatchSettings {
    init(_ configuration: KioskConfiguration) {
        self.init(camera: configuration.camera.source, models: configuration.models.folder)
        (passAt, refuseBelow) = (configuration.face.passAt, configuration.face.refuseBelow)
        limits.turn = configuration.face.turnLimit
    }
}

extension LeaseSetting {
    init(_ configuration: KioskConfiguration) {
        self.init(
            village: configuration.village.name, phone: configuration.desk.phone,
            isTrial: configuration.trial)
    }
}
