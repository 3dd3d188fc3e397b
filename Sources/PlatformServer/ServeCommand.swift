import ArgumentParser
import DeviceSupport
import Foundation
import Logging
import Platform
import ServiceLifecycle
import UnixSignals

/// Runs the platform until it is told to stop.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "运行平台")
    @Option(help: "端口，0 为任选一个空闲的") var port = 0
    @Option(help: "页面文件夹，由 Scripts/setup 准备") var assets = "var/assets"
    @OptionGroup var options: FolderOption

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port 须为 0 至 65535") }
    }

    func run() async throws {
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        let logger = Logger(label: "platform")
        try await Outcome.of {
            try ProcessSecrecy.forbidDumps()
            let application = try await PlatformApplication(
                folder: options.place, assets: URL(filePath: assets), port: port, logger: logger,
                onReady: { Outcome.say("ready platform=http://127.0.0.1:\($0)") })
            var group = ServiceGroupConfiguration(
                services: application.services.map { .init(service: $0) },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            // Nobody's long question may hold up the end.
            group.maximumGracefulShutdownDuration = .seconds(4)
            try await ServiceGroup(configuration: group).run()
        }
    }
}
