import ArgumentParser
import Foundation
import Printing
import Registry

struct FormCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "form", abstract: "打印表单", subcommands: [Render.self, Check.self])

    /// Fills the newest version of a form.
    struct Render: AsyncParsableCommand {
        @Argument(help: "表单，如 lease") var form: String
        @Argument(help: "数据（JSON）") var data: String
        @Option(name: .shortAndLong, help: "写到哪个文件") var output: String
        @OptionGroup var options: ConfigurationOption

        func run() async throws {
            try await Outcome.of {
                let renderer = TypstRenderer(try options.load())
                let version = try await renderer.newestVersion(of: form)
                let fields = Array(try Data(contentsOf: URL(filePath: data)))
                let document = try await renderer.pdf(version, data: fields, at: .now)
                try Data(document).write(to: URL(filePath: output))
            }
        }
    }

    /// Renders every form's specimen and says what is wrong, with its line.
    struct Check: AsyncParsableCommand {
        @OptionGroup var options: ConfigurationOption

        func run() async throws {
            try await Outcome.of {
                let checks = await TypstRenderer(try options.load()).check()
                for check in checks {
                    let name = "\(check.form.form)/\(check.form.version)"
                    if let fault = check.fault {
                        Outcome.say("✘ \(name) \(fault.code) \(fault.clerk)")
                        if let cause = check.cause { Outcome.say("  \(cause)") }
                    } else {
                        Outcome.say("✔ \(name) 共 \(check.pages) 页")
                    }
                }
                if checks.contains(where: { $0.fault != nil }) { throw ExitCode(1) }
            }
        }
    }
}
