import ArgumentParser

/// `frontdesk`: the kiosk of one village.
@main struct FrontDeskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "frontdesk", abstract: "房管通自助机",
        subcommands: [
            ServeCommand.self, DoctorCommand.self, CardCommand.self, FaceCommand.self,
            FormCommand.self, ArchiveCommand.self, JournalCommand.self, CheckInCommand.self,
            SeedTrialCommand.self, StaffCommand.self,
        ])
}
