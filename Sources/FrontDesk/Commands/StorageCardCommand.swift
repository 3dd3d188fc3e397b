import ArgumentParser
import CardReader
import Foundation
import Registry

struct StorageCardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storage", abstract: "MIFARE Classic 门卡",
        subcommands: [Read.self, Write.self])

    /// Which reader, and the key, which never stands on a command line.
    struct Options: ParsableArguments {
        @Option(help: "读卡器名称的开头部分") var reader: String?
        @Option(help: "密钥文件：12 位十六进制数") var keyFile: String
        @Option(help: "密钥类型：a、b") var keyType = StorageCardKey.Letter.a
        @OptionGroup var options: ConfigurationOption

        /// The configured reader, or the one asked for.
        func opened() throws -> StorageCardReader {
            StorageCardReader(at: try options.load().reader.place(name: reader))
        }

        func key() throws -> StorageCardKey {
            guard let text = try? String(contentsOfFile: keyFile, encoding: .utf8) else {
                throw StorageCardError.wrongText
            }
            return try StorageCardKey(
                keyType, hex: text.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    /// Shows the data blocks of a sector.
    struct Read: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "读一个扇区的数据块")
        @Argument(help: "扇区，从 0 起") var sector: Int
        @Flag(help: "输出一个 JSON 对象") var json = false
        @OptionGroup var options: Options

        func run() async throws {
            try await Outcome.of {
                let found = try await options.opened().read(sector: sector, options.key())
                let report = Report(found)
                guard json else {
                    return Outcome.say(
                        ([report.identifier] + report.blocks).joined(separator: "\n"))
                }
                let encoder = JSONEncoder()
                encoder.outputFormatting = .sortedKeys
                Outcome.say(String(decoding: try encoder.encode(report), as: UTF8.self))
            }
        }

        private struct Report: Encodable {
            let type: String
            let identifier: String
            let blocks: [String]

            init(_ sector: StorageCardReader.Sector) {
                type = "\(sector.type)"
                identifier = sector.identifier.hex
                blocks = sector.blocks.map(\.hex)
            }
        }
    }

    /// Writes one block and reads it back.
    struct Write: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "写一个块")
        @Argument(help: "块，从 1 起；0 号块由厂商写定") var block: Int
        @Argument(help: "内容：32 位十六进制数") var content: String
        @Flag(help: "允许改写扇区末块（密钥和权限）") var allowTrailer = false
        @OptionGroup var options: Options

        func run() async throws {
            try await Outcome.of {
                guard let bytes = [UInt8](hex: content) else { throw StorageCardError.wrongText }
                try await options.opened().write(
                    bytes, toBlock: block, options.key(), allowsTrailer: allowTrailer)
                Outcome.say("已写入并读回核对")
            }
        }
    }
}

extension StorageCardKey.Letter: ExpressibleByArgument {}
