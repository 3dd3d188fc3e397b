import ArgumentParser
import DeviceSupport
import Logging
import Registry

/// Runs the kiosk until it is told to stop.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "运行自助机")
    @OptionGroup var options: ConfigurationOption

    func run() async throws {
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        try await Outcome.of {
            try ProcessSecrecy.forbidDumps()
            try await Kiosk(options.load(), logger: Logger(label: "frontdesk")).run()
        }
    }
}
