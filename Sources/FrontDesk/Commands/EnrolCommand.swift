import ArgumentParser

/// Gets this kiosk its certificate from the platform.
struct EnrolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol",
        abstract: "为本机领取平台证书：用一次性登记码（服务须先停止），或用现有证书换新（服务须在运行）")
    @Option(help: "平台 add-kiosk 写出的登记码文件") var codeFile: String?
    @Flag(help: "用现有证书换一张新的；服务到期前半年会自动换") var renew = false
    @OptionGroup var options: ConfigurationOption

    func validate() throws {
        guard (codeFile == nil) == renew else {
            throw ValidationError("--code-file 与 --renew 须给一个，只给一个")
        }
    }

    func run() async throws {
        try await Outcome.of {
            let configuration = try options.load()
            if let codeFile {
                try await Enrolment(configuration: configuration).enrol(codeFile: codeFile)
                return
            }
            let answer = try await ControlSocket.ask(
                .certificateRenew, at: configuration.control.socket)
            Outcome.say(answer.text)
        }
    }
}
