import ArgumentParser
import Platform

/// Brings database and folder to this version; safe to run again.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "建立或升级数据库表")
    @OptionGroup var options: FolderOption

    func run() async throws {
        try await Outcome.of {
            let owner = Database(try options.place.ownerParameters(), connections: 1)
            let names = try await Migrator(owner).migrate()
            try options.place.prepare()
            for name in names { Outcome.say("已执行 \(name)") }
        }
    }
}
