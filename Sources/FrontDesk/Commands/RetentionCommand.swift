import ArgumentParser
import Foundation

/// The end of what is kept.
struct RetentionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention", abstract: "到期资料", subcommands: [Run.self, Report.self])

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "现在就删除到期的资料")
        @OptionGroup var options: DataOptions
        func run() async throws {
            let configuration = try options.configuration.load()
            try await options.print(
                .retentionRun(
                    configuration.retention, isLinked: !configuration.platform.url.isEmpty))
        }
    }
    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "查看删除了什么")
        @OptionGroup var options: DataOptions
        func run() async throws { try await options.print(.retentionReport) }
    }
}

/// The keys that everything is sealed with.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "密钥",
        subcommands: [List.self, Rotate.self, ChangeMaster.self, CopyMaster.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "查看密钥的起用和销毁")
        @OptionGroup var options: DataOptions
        func run() async throws { try await options.print(.keyList) }
    }
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "换用新的数据密钥，旧的仍可打开旧资料")
        @OptionGroup var options: DataOptions
        func run() async throws { try await options.print(.keyRotate) }
    }
    struct ChangeMaster: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "change-master", abstract: "换用新的主密钥")
        @OptionGroup var options: DataOptions
        func run() async throws { try await options.print(.masterKeyChange) }
    }
    struct CopyMaster: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "copy-master", abstract: "写出主密钥的副本（0600），供存入保险柜")
        @Argument(help: "新文件") var file: String
        @OptionGroup var options: DataOptions
        func run() async throws {
            try await options.print(.masterKeyCopy(path: URL(filePath: file).path))
        }
    }
}
