import Foundation
import Glibc
import Registry

@testable import Lab

/// A whole desk: the twins, a platform with the made-up village, a kiosk on its own data folder
/// and free ports, and the virtual tenant. Everything ends with ``stop()``, and with the test
/// process at the latest.
struct Desk: Sendable {
    let station: LabStation
    let platform: PlatformSite
    let kiosk: KioskProcess
    let folder: URL

    /// The project's folder.
    static let project = ProjectFolder(
        root: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent())

    /// Starts twins and kiosk. `changes` replace values of kiosk.conf.
    static func start(
        changes: [String: String] = [:], ownsDatabase: Bool = false,
        beforeKiosk: (Desk) async throws -> Void = { _ in }
    ) async throws -> Desk {
        // Short, since pcscd's socket lives below it: 107 bytes are the most.
        let folder = URL(filePath: "/tmp/desk-\(getpid())-\(UInt32.random(in: 0...(.max)))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let place = folder.appending(path: "platform")
        if !ownsDatabase { try TestDatabase.prepared().copy(to: place) }
        let platform = PlatformSite(
            folder: place, project: project, ownsDatabase: ownsDatabase)
        let station = try LabStation(
            .init(
                folder: folder.appending(path: "lab"), materials: project.materials,
                program: project.program("lab")))
        let kiosk = KioskProcess(
            program: project.program("frontdesk"),
            configuration: folder.appending(path: "kiosk.conf").path,
            log: folder.appending(path: "frontdesk.log").path)
        let desk = Desk(station: station, platform: platform, kiosk: kiosk, folder: folder)
        try await station.start()
        try await platform.prepare(controllers: station.doorAddress)
        _ = try await platform.addKiosk(id)
        try await platform.start()
        try await desk.configure(changes)
        _ = try await kiosk.run(
            ["staff", "add", "clerk", "--name", "样张前台", "--password-file", desk.passwordFile])
        try await beforeKiosk(desk)
        try await kiosk.start()
        return desk
    }

    /// The kiosk's id at the platform.
    static let id = "K1"

    /// Writes kiosk.conf anew; it holds from the kiosk's next start.
    func configure(_ changes: [String: String]) async throws {
        let link = await platform.addresses(forKiosk: Self.id)
        try await Self.project.writeConfiguration(
            to: folder.appending(path: "kiosk.conf"), data: folder.appending(path: "data"),
            station: station, ports: (0, 0), changes: link.merging(changes) { $1 })
    }

    func stop() async {
        await kiosk.stop()
        await platform.end()
        await station.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    var passwordFile: String { folder.appending(path: "clerk-password").path }

    /// The kiosk's screen as a visitor meets it.
    var screen: KioskClient {
        get async { KioskClient(address: await kiosk.addresses.tenant) }
    }

    /// A tenant who means to do `plan`.
    func tenant(_ plan: VirtualTenant.Plan = .init()) async -> VirtualTenant {
        VirtualTenant(kiosk: await screen, lab: station, plan: plan)
    }

    /// The first state of the screen that `condition` accepts.
    func state(
        within limit: Duration = .seconds(40),
        where condition: @escaping @Sendable (ScreenState) -> Bool
    ) async throws -> ScreenState {
        let screen = await screen
        return try await withThrowingTaskGroup { group in
            group.addTask {
                for try await state in screen.states() where condition(state) { return state }
                throw VirtualTenant.Trouble.disconnected
            }
            group.addTask {
                try await Task.sleep(for: limit)
                throw VirtualTenant.Trouble.outOfPatience
            }
            defer { group.cancelAll() }
            guard let state = try await group.next() else {
                throw VirtualTenant.Trouble.disconnected
            }
            return state
        }
    }

    /// Presses on to the screen that asks for the card.
    func askForCard(way: String = "face") async throws {
        let screen = await screen
        try await screen.press("/begin")
        try await screen.press("/consent", [("way", way)])
    }

    /// One of the commands that look at data, as another process.
    func ask<Value: Decodable>(_ type: Value.Type, _ arguments: String...) async throws -> Value {
        let (_, output) = try await kiosk.run(arguments + ["--json"])
        return try JSONDecoder().decode(type, from: Data(output))
    }

    /// Sheets of `lease` that came out of the printer.
    func sheets(of lease: String) async throws -> [PrintedSheet] {
        try await station.printer.sheets().filter { $0.job.hasPrefix(lease + "/") }
    }

    /// What the kiosk has written to its log.
    var log: String {
        get throws {
            try String(contentsOf: folder.appending(path: "frontdesk.log"), encoding: .utf8)
        }
    }
}

/// `frontdesk checkin show --json`, as far as tests look.
struct ShownCheckIn: Decodable {
    struct Effect: Decodable {
        let kind: String
        let state: String
    }
    let lease: String
    let way: String
    let verdict: String?
    let documentSHA256: String
    let effects: [Effect]
    let doors: [String]
    let endedAt: Timestamp?

    /// States of the effects of one kind.
    func states(of kind: String) -> [String] { effects.filter { $0.kind == kind }.map(\.state) }
}

/// `frontdesk checkin list --json`; the made-up village's own tenancies have numbers of another
/// form.
struct ShownCheckIns: Decodable {
    struct Entry: Decodable {
        let id: String
        let lease: String
    }
    let tenancies: [Entry]

    var made: [Entry] { tenancies.filter { $0.lease.hasPrefix("ZL") } }
}

/// Runs `body` with a desk and stops it, whatever comes.
func withDesk(
    changes: [String: String] = [:], ownsDatabase: Bool = false,
    beforeKiosk: (Desk) async throws -> Void = { _ in },
    _ body: (Desk) async throws -> Void
) async throws {
    let desk = try await Desk.start(
        changes: changes, ownsDatabase: ownsDatabase, beforeKiosk: beforeKiosk)
    do {
        try await body(desk)
    } catch {
        await desk.stop()
        throw error
    }
    await desk.stop()
}
