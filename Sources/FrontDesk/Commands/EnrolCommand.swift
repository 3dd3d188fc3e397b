import ArgumentParser

/// Gets this kiosk its certificate from the platform.
struct EnrolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol", abstract: "用平台的一次性登记码为本机领取证书；服务须先停止")
    @Option(help: "平台 add-kiosk 写出的登记码文件") var codeFile: String
    @OptionGroup var options: ConfigurationOption

    func run() async throws {
        try await Outcome.of {
            try await Enrolment(configuration: options.load()).enrol(codeFile: codeFile)
        }
    }
}
