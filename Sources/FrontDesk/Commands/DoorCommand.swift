import ArgumentParser
import Registry

/// Looks at controllers and opens doors.
struct DoorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "door", abstract: "门禁控制器",
        subcommands: [List.self, Open.self, Events.self])

    struct List: AsyncParsableCommand {
        @OptionGroup var options: DataOptions
        func run() async throws { try await options.print(.doorList) }
    }
    struct Open: AsyncParsableCommand {
        @Argument(help: "控制器序列号") var serial: UInt32
        @Argument(help: "第几个门，1 至 4") var door: Int
        @Option(help: "开门原因，记入台账") var reason: String
        @OptionGroup var options: DataOptions
        func run() async throws {
            try await options.print(.doorOpen(serial: serial, door: door, reason: reason))
        }
    }
    struct Events: AsyncParsableCommand {
        @Argument(help: "控制器序列号") var serial: UInt32
        @Option(help: "最近多少条") var last = 20
        @OptionGroup var options: DataOptions
        func run() async throws {
            try await options.print(.doorEvents(serial: serial, count: max(1, min(last, 1_000))))
        }
    }
}

struct ExceptionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exception", abstract: "待前台处理的事项", subcommands: [List.self])

    struct List: AsyncParsableCommand {
        @OptionGroup var options: DataOptions
        func run() async throws { try await options.print(.exceptionList) }
    }
}

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "与平台同步", subcommands: [Status.self])

    struct Status: AsyncParsableCommand {
        @OptionGroup var options: DataOptions
        func run() async throws { try await options.print(.syncStatus) }
    }
}
