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
            let configuration = try options.load()
            try await Enrolment(configuration: configuration).beginIfNeeded()
            try await Kiosk(configuration, logger: Logger(label: "frontdesk")).run()
        }
    }
}
