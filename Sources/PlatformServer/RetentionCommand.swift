import ArgumentParser
import Foundation
import Platform
import Registry
import Sealing

/// How long the platform keeps what, in days; the same words as in a kiosk's kiosk.conf.
struct RetentionOptions: ParsableArguments {
    @Option(help: "离房后租住登记和合同保存的天数") var leaseDays = RetentionTerms().leaseDays
    @Option(help: "已办完的申请和事项保存的天数") var workDays = RetentionTerms().workDays
    @Option(help: "上传记录的内容保存的天数，不少于 200") var journalDays = RetentionTerms().journalDays

    func validate() throws {
        guard (365...36_500).contains(leaseDays), (1...3_650).contains(workDays),
            (200...3_650).contains(journalDays)
        else {
            throw ValidationError(
                "--lease-days 须为 365 至 36500，--work-days 1 至 3650，--journal-days 200 至 3650")
        }
    }

    var terms: RetentionTerms {
        var terms = RetentionTerms()
        (terms.leaseDays, terms.workDays) = (leaseDays, workDays)
        terms.journalDays = journalDays
        return terms
    }
}

/// Ends now what has reached its end; the server does it by itself on each new day.
struct RetentionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention", abstract: "删除到期的资料，销毁不再使用的密钥")
    @OptionGroup var terms: RetentionOptions
    @Flag(help: "输出一个 JSON 对象") var json = false
    @OptionGroup var options: FolderOption

    func run() async throws {
        try await Outcome.of {
            let opened = try options.open()
            let report = try await RetentionStore(
                database: opened.database, sealer: opened.sealer, blobs: options.place.blobs
            ).run(terms.terms, at: .now)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let count = report.deleted.values.reduce(0, +)
            Outcome.say(
                json
                    ? String(decoding: try encoder.encode(report), as: UTF8.self)
                    : "删除 \(count) 项，销毁密钥 \(report.keysDestroyed.count) 把")
        }
    }
}

/// The data keys of the platform.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "密钥", subcommands: [List.self, Rotate.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "查看密钥的起用和销毁")
        @OptionGroup var options: FolderOption

        func run() async throws {
            try await Outcome.of {
                for key in try options.open().sealer.ring.history {
                    let end = key.destroyedOn.map { "，\($0.chinese)销毁" } ?? ""
                    Outcome.say("\(key.id)  \(key.kind.rawValue)  \(key.madeOn.chinese)起用\(end)")
                }
            }
        }
    }

    /// The running server takes the new keys with its next day, and opens what is sealed with
    /// them at once.
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "换用新的数据密钥，旧的仍可打开旧资料")
        @OptionGroup var options: FolderOption

        func run() async throws {
            try await Outcome.of {
                try options.open().sealer.ring.rotate(on: Timestamp.now.day)
                Outcome.say("已换用新的数据密钥")
            }
        }
    }
}
