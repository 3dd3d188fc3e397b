import ArgumentParser
import Platform
import Registry

/// Gives a house another colour.
struct GradeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grade", abstract: "给房屋定颜色")
    @Argument(help: "房屋编号，或地址的开头") var house: String
    @Argument(help: "green、yellow、red 或 grey") var colour: Colour
    @Option(help: "村的编号") var village = DemoVillage.id.rawValue
    @OptionGroup var options: FolderOption

    func run() async throws {
        try await Outcome.of {
            let store = HouseStore(database: try options.open().database)
            let grading = try await store.grade(
                house, colour, in: Identifier(village), at: .now)
            let word = grading.isChanged ? "改为" : "已是"
            Outcome.say("\(grading.address) \(word)\(colour.chinese)")
        }
    }
}

extension Colour: ExpressibleByArgument {}
