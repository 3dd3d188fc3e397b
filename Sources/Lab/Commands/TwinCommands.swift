import ArgumentParser
import Foundation

/// How a command finds the running lab.
struct LabOption: ParsableArguments {
    @Option(help: "演练台页面的地址") var lab = "http://127.0.0.1:8090"

    var client: LabClient { LabClient(address: lab) }
}

struct CardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "card",
        abstract: "虚拟证件：\((LabCard.allCases.map(\.rawValue) + words).joined(separator: "、"))")
    @Argument(help: "放上哪张卡，或 remove 取走，或对读卡器做的事") var card: String
    @Option(help: "读卡出错：\(CardFault.allCases.map(\.rawValue).joined(separator: "、"))")
    var fault: CardFault?
    @OptionGroup var options: LabOption

    private static let words = ["remove"] + ReaderMischief.allCases.map(\.rawValue)

    func run() async throws {
        if card == "remove" { return try await options.client.removeCard() }
        if let mischief = ReaderMischief(rawValue: card) {
            try await options.client.press("reader", mischief.rawValue)
            return
        }
        guard let card = LabCard(rawValue: card) else {
            throw ValidationError("没有这张卡：\(LabCard.allCases.map(\.rawValue) + Self.words)")
        }
        try await options.client.press(
            "card", card.rawValue + (fault.map { ".\($0.rawValue)" } ?? ""))
        // What its data page says, for whoever types it.
        if card == .passport { print(PassportPage.tenant.zone.suffix(44)) }
    }
}

extension CardFault: ExpressibleByArgument {}

struct CameraCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "camera", abstract: "虚拟摄像头：left、right、back、stall、resume，或换一个场景")
    @Argument(help: "动作或场景") var action: String
    @OptionGroup var options: LabOption

    func run() async throws {
        if let move = HeadMotion.Command(rawValue: action) {
            _ = try await options.client.moveHead(move)
        } else if ["stall", "resume"].contains(action) {
            try await options.client.press("stall", action == "stall" ? "yes" : "no")
        } else if CameraScene(rawValue: action) != nil {
            try await options.client.press("scene", action)
        } else {
            throw ValidationError("没有这个场景：\(CameraScene.allCases.map(\.rawValue))")
        }
    }
}

struct PrinterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "printer", abstract: "虚拟打印机：empty 抽走纸张，full 加纸")
    @Argument(help: "empty 或 full") var paper: String
    @OptionGroup var options: LabOption

    func run() async throws { try await options.client.press("paper", paper) }
}

/// Becomes the process that plays the card inside the reader's namespace.
struct TwinCardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "twin-card", shouldDisplay: false)
    @Argument var folder: String
    @Argument var socket: String

    func run() throws {
        throw ExitCode(CardReaderTwin.play(folder: folder, socketPath: socket))
    }
}

/// Who is let loose on which kiosk.
struct TenantOptions: ParsableArguments {
    @Option(help: "租客屏的地址") var kiosk = "http://127.0.0.1:8080"
    @Option(help: "带哪张卡") var card = LabCard.tenant.rawValue
    @OptionGroup var options: LabOption

    var tenant: VirtualTenant {
        var plan = VirtualTenant.Plan()
        plan.card = LabCard(rawValue: card) ?? .tenant
        return VirtualTenant(
            kiosk: KioskClient(address: kiosk), lab: options.client, plan: plan)
    }

    func report(_ steps: [VirtualTenant.Step], _ last: ScreenState) {
        for step in steps { print("\(step.name) \(step.machineTime)") }
        print(last.screen, last.tenancy ?? "")
    }
}

/// The virtual tenant, let loose on a kiosk that runs.
struct TenantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "虚拟租客", subcommands: [CheckIn.self, CheckOut.self])

    struct CheckIn: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check-in", abstract: "办理入住")
        @OptionGroup var options: TenantOptions

        func run() async throws {
            let (steps, last) = try await options.tenant.checkIn()
            options.report(steps, last)
        }
    }

    struct CheckOut: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check-out", abstract: "办理离房")
        @OptionGroup var options: TenantOptions

        func run() async throws {
            let (steps, last) = try await options.tenant.checkOut()
            options.report(steps, last)
        }
    }
}
