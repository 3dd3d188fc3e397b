import Foundation

/// All twins together: the other end of every device of one kiosk.
actor LabStation: LabControls {
    /// Where things are that set-up has made, and where the twins keep theirs.
    struct Places: Sendable {
        /// The twins' own files.
        let folder: URL
        /// The project's `var`, with the models and the portraits.
        let materials: URL
        /// The executable that becomes the card in the reader's namespace.
        let program: String
    }

    let reader: CardReaderTwin
    let camera: CameraTwin
    let printer: PrinterTwin
    nonisolated let doors = DoorTwin()
    nonisolated let insurer: InsurerTwin
    private let photos: [LabPerson: [UInt8]]
    /// The made-up state that issues the lab's passports.
    private let state: IssuingState
    /// Folder with the certificate of that state.
    private nonisolated let issuers: URL
    /// What lies on the reader.
    private(set) var card: LabCard?
    private(set) var hasPaper = true

    /// Prepares the twins; nothing runs yet.
    init(_ places: Places) throws {
        let files = StudioFiles(root: places.materials.path)
        photos = [
            .tenant: try CardPhoto.field(of: .tenant, files: files),
            .other: try CardPhoto.field(of: .other, files: files),
        ]
        state = try IssuingState()
        issuers = places.folder.appending(path: "issuers")
        reader = CardReaderTwin(
            folder: places.folder.appending(path: "reader"),
            program: [places.program, "twin-card"])
        camera = try CameraTwin(files: files)
        printer = try PrinterTwin(folder: places.folder.appending(path: "sheets").path)
        insurer = InsurerTwin(folder: places.folder.appending(path: "insurer"))
    }

    /// Starts all twins, each of which waits for the kiosk.
    func start() async throws {
        async let cards: Void = reader.start()
        async let paper: Void = printer.start()
        async let policies: Void = insurer.start()
        try await doors.start()
        try await camera.start()
        _ = try await (cards, paper, policies)
        try FileManager.default.createDirectory(at: issuers, withIntermediateDirectories: true)
        try Data(state.authority).write(to: issuers.appending(path: "utopia.der"))
    }

    func stop() async {
        await reader.stop()
        await camera.stop()
        await printer.stop()
        await doors.stop()
        await insurer.stop()
    }

    /// Where the village's door controllers are found.
    var doorAddress: String { get async { "127.0.0.1:\(await doors.port)" } }

    /// The values of kiosk.conf that lead to the twins.
    var addresses: [String: String] {
        get async {
            [
                "trial": "true",
                "village.name": "桂花村（样张）",
                "desk.phone": "0000-0000000",
                "reader.name": reader.readerName,
                "reader.pcscd_socket": reader.pcscdSocket,
                "passport.issuers": issuers.path,
                "camera.source": "http://127.0.0.1:\(await camera.port)/camera",
                "printer.server": await printer.server,
                "printer.queue": printer.queue,
                "insurer.url": await insurer.url,
                "insurer.client": insurer.client,
                "insurer.secret_file": insurer.secretPath,
                "insurer.trust_file": insurer.caPath,
            ]
        }
    }

    func insertCard(_ card: LabCard) async throws { try await insertCard(card, fault: nil) }

    /// Lays down a card whose reading goes wrong by `fault`.
    func insertCard(_ card: LabCard, fault: CardFault?) async throws {
        try await reader.insert(
            card == .passport
                ? try await passport() : card.card(photos: photos, fault: fault))
        self.card = card
    }

    /// The tenant's passport with a picture of 640 by 480, signed by the made-up state.
    private func passport() async throws -> VirtualCard {
        let picture = try await camera.portrait(of: .tenant)
        return .passport(try PassportSpecimen(.tenant, picture: picture, issuedBy: state))
    }

    func removeCard() async throws {
        try await reader.remove()
        card = nil
    }

    /// Plays a trick on the kiosk's reader.
    func play(_ mischief: ReaderMischief) async throws {
        switch mischief {
        // The reader looks for cards every 0.4 s, so these come before the first command.
        case .pull:
            try await insertCard(.tenant)
            try await reader.pullAway(afterAPDUs: 3)
            card = nil
        case .silent:
            try await insertCard(.tenant)
            try await reader.keepSilent(afterAPDUs: 0)
        case .serviceOff: try await reader.stopDaemon()
        case .serviceOn, .readerOn: try await reader.startDaemon()
        case .readerOff: try await reader.unplug()
        }
    }

    /// Keeps the camera's stream open and silent, or lets it go on.
    func setCamera(isStalled: Bool) async throws {
        if isStalled { await camera.stall() } else { try await camera.resume() }
    }

    func moveHead(_ command: HeadMotion.Command) async throws -> Duration {
        await camera.turn(command)
    }

    func show(_ scene: CameraScene) async { await camera.show(scene) }

    func setPaper(_ isThere: Bool) async throws {
        if isThere { try await printer.refill() } else { try await printer.runOut() }
        hasPaper = isThere
    }
}
