import ArgumentParser

/// Stands for the authenticator app of whoever tries the desk.
struct CodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "code", abstract: "显示此刻的动态码")
    @Argument(help: "staff add 写下的 .otpauth 文件") var file: String

    func run() throws { print(try OneTimeCode(file: file).code()) }
}
