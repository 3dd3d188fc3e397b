import Foundation

/// One measured check-in, then a second one whose screens are photographed.
struct Demo: Sendable {
    /// Why the demonstration could not go on.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let project: ProjectFolder
    /// Emptied at the start.
    let folder: URL
    let output: URL
    let ports: (tenant: Int, clerk: Int)
    let takesPictures: Bool

    private var passwordFile: URL { folder.appending(path: "clerk-password") }

    /// Runs everything and writes `report.json`. Stops all it started, also when it fails.
    func run() async throws -> DemoReport {
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
            result = .success(try await perform(station, kiosk))
        } catch {
            result = .failure(error)
        }
        await kiosk.stop()
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
        _ station: LabStation, _ kiosk: KioskProcess
    ) async throws -> DemoReport {
        try await station.start()
        try await project.writeConfiguration(
            to: folder.appending(path: "kiosk.conf"), data: folder.appending(path: "data"),
            station: station, ports: ports)
        try await expect(kiosk, ["seed-trial"])
        try await expect(
            kiosk,
            ["staff", "add", "clerk", "--name", "样张前台", "--password-file", passwordFile.path])
        try await kiosk.start()

        let client = KioskClient(address: await kiosk.addresses.tenant)
        var plan = VirtualTenant.Plan()
        plan.waitsForPaper = true
        let visit = try await VirtualTenant(kiosk: client, lab: station, plan: plan).checkIn()
        let evidence = DemoEvidence(
            project: project, station: station, kiosk: kiosk, output: output)
        let report = try await evidence.report(on: visit.steps, last: visit.last)
        try report.json.write(to: output.appending(path: "report.json"))
        try await client.press("/leave")
        if takesPictures {
            let password = try String(contentsOf: passwordFile, encoding: .utf8)
            try await DemoPictures(
                station: station, addresses: await kiosk.addresses,
                folder: output.appending(path: "screens"),
                password: password.trimmingCharacters(in: .newlines)
            ).take()
        }
        return report
    }

    private func expect(_ kiosk: KioskProcess, _ arguments: [String]) async throws {
        let status = try await kiosk.run(arguments).status
        guard status == 0 else {
            throw Failure(description: "frontdesk \(arguments[0]) ended with \(status)")
        }
    }
}
