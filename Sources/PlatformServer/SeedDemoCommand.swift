import ArgumentParser
import Platform

/// Puts the made-up village into the platform.
struct SeedDemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed-demo", abstract: "建立样张村")
    @Option(help: "房屋数，1 至 65535") var houses = 40
    @Option(help: "门禁控制器的地址 HOST:PORT") var controllers: String?
    @OptionGroup var options: FolderOption

    func validate() throws {
        guard DemoVillage.sizes.contains(houses) else {
            throw ValidationError("--houses 须为 1 至 65535")
        }
    }

    func run() async throws {
        try await Outcome.of {
            let folder = try options.open()
            let village = DemoVillage(database: folder.database, sealer: folder.sealer)
            switch try await village.seed(houses: houses, controllers: controllers) {
            case .made(let count):
                try await Database(try options.place.ownerParameters(), connections: 1).analyze()
                Outcome.say("已建立样张村，房屋 \(count) 幢")
            case .readdressed(let count): Outcome.say("样张村已经在，\(count) 台门禁控制器改了地址")
            case .unchanged: Outcome.say("样张村已经在，没有改动")
            }
        }
    }
}
