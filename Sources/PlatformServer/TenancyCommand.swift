import ArgumentParser
import Foundation
import Platform
import Registry

/// Looks at what the platform keeps of a tenancy, without anything personal.
struct TenancyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenancy", abstract: "查看租住登记", subcommands: [Show.self])

    struct Show: AsyncParsableCommand {
        @Argument(help: "登记编号") var id: String
        @Option(help: "村的编号") var village = DemoVillage.id.rawValue
        @Flag(help: "输出一个 JSON 对象") var json = false
        @OptionGroup var options: FolderOption

        func run() async throws {
            try await Outcome.of {
                let standing = try await TenancyStanding.of(
                    Identifier(id), in: Identifier(village), options.open().database)
                Outcome.say(try json ? Self.json(standing) : Self.text(standing))
            }
        }

        private static func text(_ standing: TenancyStanding) -> String {
            let ended = standing.endedAt.map { "，\($0.chinese)离房" } ?? "，在住"
            return "\(standing.id)：\(standing.recordedAt.chinese)由 \(standing.kiosk) 登记\(ended)，"
                + "合同存档\(standing.hasDocument ? "已到" : "未到")"
        }

        private static func json(_ standing: TenancyStanding) throws -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(standing), as: UTF8.self)
        }
    }
}
