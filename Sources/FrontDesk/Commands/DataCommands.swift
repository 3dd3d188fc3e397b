import ArgumentParser
import DoorLock
import Foundation
import Registry
import Storage

/// How every command that looks at the kiosk's data is run.
struct DataOptions: ParsableArguments {
    @OptionGroup var configuration: ConfigurationOption
    @Flag(help: "输出一个 JSON 对象")
    var json = false

    /// Runs `command` in the running service, or here when none runs.
    func run(_ command: DataCommand) async throws -> DataAnswer {
        try await Self.run(command, on: try configuration.load())
    }

    /// The same for a kiosk whose settings are read already.
    static func run(
        _ command: DataCommand, on configuration: KioskConfiguration
    ) async throws -> DataAnswer {
        // A mistyped path must not make a new, empty folder that is then found in good order.
        guard FileManager.default.fileExists(atPath: configuration.data.folder) else {
            throw FaultError(fault: .noDataFolder)
        }
        let data: DataFolder
        do {
            data = try DataFolder(
                path: configuration.data.folder, purpose: configuration.purpose, at: .now)
        } catch StorageError.folderInUse {
            return try await ControlSocket.ask(command, at: configuration.control.socket)
        }
        defer { data.close() }
        return try await command.run(at: CommandPlace(data: data, links: UDPDoorLinks()))
    }

    /// Runs `command` and prints what it found.
    func print(_ command: DataCommand) async throws {
        try await Outcome.of {
            let answer = try await run(command)
            Outcome.say(json ? answer.json : answer.text)
            if !answer.ok { throw ExitCode(1) }
        }
    }
}

struct ArchiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive", abstract: "查看和核验存档的合同",
        subcommands: [Verify.self, List.self, Show.self, Export.self])

    struct Verify: AsyncParsableCommand {
        @OptionGroup var options: DataOptions
        func run() async throws { try await options.print(.archiveVerify) }
    }
    struct List: AsyncParsableCommand {
        @OptionGroup var options: DataOptions
        func run() async throws { try await options.print(.archiveList) }
    }
    struct Show: AsyncParsableCommand {
        @Argument(help: "合同编号") var number: String
        @OptionGroup var options: DataOptions
        func run() async throws { try await options.print(.archiveShow(number: number)) }
    }
    struct Export: AsyncParsableCommand {
        @Argument(help: "合同编号") var number: String
        @Argument(help: "写到哪个文件") var output: String
        @OptionGroup var options: DataOptions
        func run() async throws {
            try await Outcome.of {
                let answer = try await options.run(.archiveExport(number: number))
                try (answer.document ?? Data()).write(to: URL(filePath: output))
                Outcome.say(options.json ? answer.json : answer.text)
            }
        }
    }
}

struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "核验台账，查看审计记录", subcommands: [Verify.self, Audit.self])

    struct Verify: AsyncParsableCommand {
        @OptionGroup var options: DataOptions
        func run() async throws { try await options.print(.journalVerify) }
    }
    struct Audit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "谁在何时、从何处、为何看过或决定过什么")
        @Option(help: "只看这个编号（登记、合同、事项、工号）的记录") var subject: String?
        @Option(help: "最近几天，1 至 3650") var days = 200
        @OptionGroup var options: DataOptions

        func validate() throws {
            guard (1...3_650).contains(days) else { throw ValidationError("--days 须为 1 至 3650") }
        }

        func run() async throws {
            try await options.print(.journalAudit(subject: subject, days: days))
        }
    }
}

struct CheckInCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkin", abstract: "查看入住登记", subcommands: [List.self, Show.self])

    struct List: AsyncParsableCommand {
        @OptionGroup var options: DataOptions
        func run() async throws { try await options.print(.checkInList) }
    }
    struct Show: AsyncParsableCommand {
        @Argument(help: "登记编号") var id: String
        @OptionGroup var options: DataOptions
        func run() async throws { try await options.print(.checkInShow(id: id)) }
    }
}

extension Fault {
    static let noDataFolder = Fault(
        "FD-09", .notFound, tenant: "请联系工作人员",
        clerk: "配置中的数据文件夹不存在：核对 data.folder 和 --config。")
}
