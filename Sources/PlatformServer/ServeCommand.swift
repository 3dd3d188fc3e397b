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
    @Option(help: "平台的域名，即服务器证书里的名称；不给则为练习，只认 localhost") var host: String?
    @Option(help: "服务器证书（PEM）；不给则用练习证书") var tlsCertificate: String?
    @Option(help: "服务器证书的私钥（PEM，0600）") var tlsKey: String?
    @OptionGroup var terms: RetentionOptions
    @OptionGroup var options: FolderOption

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port 须为 0 至 65535") }
        guard (tlsCertificate == nil) == (tlsKey == nil), (tlsKey == nil) == (host == nil) else {
            throw ValidationError("--host、--tls-certificate、--tls-key 须同时给出")
        }
    }

    func run() async throws {
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        let logger = Logger(label: "platform")
        try await Outcome.of {
            try ProcessSecrecy.forbidDumps()
            let application = try await PlatformApplication(
                folder: options.place,
                tls: options.place.tls(
                    host: host, certificate: tlsCertificate, key: tlsKey),
                assets: URL(filePath: assets), port: port, terms: terms.terms, logger: logger,
                onReady: { Outcome.say("ready platform=https://\(host ?? "localhost"):\($0)") })
            var group = ServiceGroupConfiguration(
                services: application.services.map { .init(service: $0) },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            // Nobody's long question may hold up the end.
            group.maximumGracefulShutdownDuration = .seconds(4)
            try await ServiceGroup(configuration: group).run()
        }
    }
}
