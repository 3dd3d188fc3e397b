import Foundation

/// One measured check-in and check-out, then a second round whose screens are photographed.
struct Demo: Sendable {
    /// Why the demonstration could not go on.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Fixed, so that a `make run` beside it is not in the way; 0 lets the system choose.
    struct Ports: Sendable {
        let tenant: Int
        let clerk: Int
        let platform: Int
    }

    let project: ProjectFolder
    /// Emptied at the start.
    let folder: URL
    let output: URL
    let ports: Ports
    let takesPictures: Bool

    /// The kiosk's id at the platform.
    static let kiosk = "K1"
    private var passwordFile: URL { folder.appending(path: "clerk-password") }

    /// Runs everything and writes `report.json`. Stops all it started, also when it fails.
    func run() async throws -> DemoReport {
        let platform = PlatformSite(
            folder: folder.appending(path: "platform"), project: project, port: ports.platform)
        // A run that was cut off may have left its database running in the folder.
        await platform.end()
        try makeFolders()
        let station = try LabStation(
            .init(
                folder: folder.appending(path: "lab"), materials: project.materials,
                program: project.program("lab")))
        let kiosk = KioskProcess(
            program: project.program("frontdesk"),
            configuration: folder.appending(path: "kiosk.conf").path,
            log: folder.appending(path: "frontdesk.log").path)
        let result: Result<DemoReport, any Error>
        do {
            result = .success(try await perform(station, platform, kiosk))
        } catch {
            result = .failure(error)
        }
        await kiosk.stop()
        await platform.end()
        await station.stop()
        return try result.get()
    }

    private func makeFolders() throws {
        for place in [folder, output] {
            if FileManager.default.fileExists(atPath: place.path) {
                try FileManager.default.removeItem(at: place)
            }
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        }
    }

    private func perform(
        _ station: LabStation, _ platform: PlatformSite, _ kiosk: KioskProcess
    ) async throws -> DemoReport {
        try await station.start()
        try await platform.prepare(controllers: station.doorAddress)
        _ = try await platform.addKiosk(Self.kiosk)
        try await platform.start()
        try await project.writeConfiguration(
            to: folder.appending(path: "kiosk.conf"), data: folder.appending(path: "data"),
            station: station, ports: (ports.tenant, ports.clerk),
            changes: platform.addresses(forKiosk: Self.kiosk))
        try await expect(
            kiosk,
            ["staff", "add", "clerk", "--name", "样张前台", "--password-file", passwordFile.path])
        try await kiosk.start()

        let report = try await measure(station, platform, kiosk)
        try report.json.write(to: output.appending(path: "report.json"))
        if takesPictures {
            try await DemoPictures(
                station: station, addresses: await kiosk.addresses, platform: await platform.url,
                platformCertificate: platform.certificateFile,
                deskCertificate: folder.appending(path: "data/desk.pem").path,
                folder: output.appending(path: "screens"),
                clerk: try SignIn(id: "clerk", passwordFile: passwordFile.path),
                officer: try await platform.addOfficer()
            ).take()
        }
        return report
    }

    /// A tenant moves in and out again; what the other ends say of it is gathered after each.
    private func measure(
        _ station: LabStation, _ platform: PlatformSite, _ kiosk: KioskProcess
    ) async throws -> DemoReport {
        let client = KioskClient(address: await kiosk.addresses.tenant)
        var plan = VirtualTenant.Plan()
        plan.waitsForAll = true
        let tenant = VirtualTenant(kiosk: client, lab: station, plan: plan)
        let evidence = DemoEvidence(
            project: project, station: station, platform: platform, kiosk: kiosk, output: output)
        let visit = try await tenant.checkIn()
        var report = try await evidence.report(on: visit.steps, last: visit.last)
        try await client.press("/leave")
        let departure = try await tenant.checkOut()
        report.checkOut = try await evidence.checkOut(departure.steps, of: report.tenancy)
        report.ok = report.ok && report.checkOut.allSatisfy(\.ok)
        try await client.press("/leave")
        return report
    }

    private func expect(_ kiosk: KioskProcess, _ arguments: [String]) async throws {
        let status = try await kiosk.run(arguments).status
        guard status == 0 else {
            throw Failure(description: "frontdesk \(arguments[0]) ended with \(status)")
        }
    }
}
