import ArgumentParser
import Foundation

/// Starts the twins and the lab's page, and writes a kiosk.conf that leads to them.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "up", abstract: "启动演练台")

    @Option(help: "演练台的文件夹") var folder = "var/run/lab"
    @Option(help: "写出的自助机配置") var writeConfig = "var/run/kiosk.conf"
    @Option(help: "演练台页面的端口") var port = 8_090
    @Option(help: "租客屏的端口") var tenantPort = 8_080
    @Option(help: "前台页面的端口") var clerkPort = 8_081
    @Option(help: "平台的地址；不给则自助机独立运行") var platform: String?
    @Option(help: "平台的文件夹") var platformFolder = "var/run/platform"

    /// The values of kiosk.conf that lead to the platform.
    private var link: [String: String] {
        guard let platform else { return [:] }
        let folder = URL(filePath: platformFolder).absoluteURL
        return [
            "platform.url": platform, "platform.village": PlatformSite.village,
            "platform.kiosk": Demo.kiosk,
            "platform.trust_file": folder.appending(path: "certificates/site.pem").path,
            "platform.enrolment_file": folder.appending(path: "\(Demo.kiosk).code").path,
        ]
    }

    func run() async throws {
        let project = ProjectFolder.current
        let station = try LabStation(
            .init(
                folder: URL(filePath: folder).absoluteURL, materials: project.materials,
                program: project.program("lab")))
        try await station.start()
        let kiosk = URL(filePath: writeConfig).deletingLastPathComponent()
        try await project.writeConfiguration(
            to: URL(filePath: writeConfig), data: kiosk.appending(path: "data"),
            station: station, ports: (tenantPort, clerkPort), changes: link)
        let doors = await station.doorAddress
        let links = KioskProcess.Addresses(
            tenant: "http://127.0.0.1:\(tenantPort)", clerk: "https://localhost:\(clerkPort)")
        try await LabServer(station: station, port: port, links: links).run { port in
            print("ready lab=http://127.0.0.1:\(port) doors=\(doors)")
            fflush(nil)
        }
        await station.stop()
    }
}
