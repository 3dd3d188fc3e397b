import ArgumentParser

/// `lab`: the other end of every device of a kiosk, for those who have none at hand.
@main struct LabCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lab", abstract: "演练台：自助机每一种设备的另一端",
        subcommands: [
            UpCommand.self, DemoCommand.self, TenantCommand.self, CardCommand.self,
            CameraCommand.self, PrinterCommand.self, DoorCommand.self, InsurerCommand.self,
            TwinCardCommand.self, CodeCommand.self,
        ])
}
