import ArgumentParser
import Foundation

/// `frontdesk`: the kiosk of one village.
@main struct FrontDeskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "frontdesk", abstract: "房管通自助机",
        subcommands: [
            ServeCommand.self, DoctorCommand.self, CardCommand.self, FaceCommand.self,
            FormCommand.self, ArchiveCommand.self, JournalCommand.self, CheckInCommand.self,
            StaffCommand.self, DoorCommand.self, SyncCommand.self, ExceptionCommand.self,
            RetentionCommand.self, KeyCommand.self,
            BackupCommand.self, RestoreCommand.self,
            EnrolCommand.self,
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
