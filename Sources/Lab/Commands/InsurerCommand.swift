import ArgumentParser

struct InsurerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "insurer",
        abstract: "虚拟保险公司：on、off、refuse、fail-once、timeout-once 等，或 list 列出保单")
    @Argument(help: "list，或一个开关") var action: String
    @OptionGroup var options: LabOption

    func run() async throws {
        if action == "list" {
            print(try await options.client.insurerBook(), terminator: "")
            return
        }
        guard InsurerSwitch(action) != nil else {
            throw ValidationError("没有这个开关：\(InsurerSwitch.words)")
        }
        try await options.client.press("insurer", action)
    }
}
