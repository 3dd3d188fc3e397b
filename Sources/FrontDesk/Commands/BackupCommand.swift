import ArgumentParser
import Foundation
import Registry
import Storage

/// Copies what the kiosk keeps into a sealed file, also while it runs.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "备份资料（已密封），密钥环另存一份")
    @Argument(help: "写到哪个文件") var output: String
    @Option(help: "密钥环写到哪个文件：只留最新一份，与备份分开保管") var keys: String
    @OptionGroup var options: DataOptions

    func run() async throws {
        // The service that may write it has a working folder of its own.
        let here = URL(filePath: FileManager.default.currentDirectoryPath)
        let paths = [output, keys].map { URL(filePath: $0, relativeTo: here).path }
        try await options.print(.backup(path: paths[0], keys: paths[1]))
    }
}

/// Lays a backup out as the data folder of kiosk.conf, which must be new.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "用备份建立数据文件夹")
    @Argument(help: "备份文件") var backup: String
    @Option(help: "最新的密钥环") var keys: String
    @OptionGroup var options: ConfigurationOption

    func run() async throws {
        try await Outcome.of {
            let configuration = try options.load()
            let folder = configuration.data.folder
            try DataFolder.restore(backup, keys: keys, to: folder, at: .now)
            let data = try DataFolder(path: folder, purpose: configuration.purpose, at: .now)
            defer { data.close() }
            let flaws = try await data.archive.verify()
            let journal = try await data.journal.verify()
            guard case .intact(let count) = journal, flaws.isEmpty else {
                throw FaultError(fault: StorageError.backupDamaged.fault)
            }
            Outcome.say("已恢复：日志 \(count) 条首尾相连，存档完好")
        }
    }
}
