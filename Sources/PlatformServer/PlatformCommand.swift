import ArgumentParser
import Foundation

/// `platform`: the county's server.
@main struct PlatformCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "platform", abstract: "房管通平台",
        subcommands: [
            ServeCommand.self, MigrateCommand.self, AddKioskCommand.self, RevokeKioskCommand.self,
            SeedDemoCommand.self, GradeCommand.self, RequestCommand.self, TenancyCommand.self,
            AccountCommand.self, AuditCommand.self,
        ])

    /// Wrong usage ends with 2, as Debian's own programs do, not with the library's 64.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            Outcome.say(fullMessage(for: error), to: .standardError)
            Foundation.exit(2)
        }
    }
}
