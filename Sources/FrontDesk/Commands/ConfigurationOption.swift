import ArgumentParser
import Foundation
import Registry

/// `--config FILE`, after every subcommand.
struct ConfigurationOption: ParsableArguments {
    @Option(help: "配置文件")
    var config = "kiosk.conf"

    /// Reads the file; all its faults are thrown as one.
    func load() throws -> KioskConfiguration {
        try KioskConfiguration.load(
            path: config, environment: ProcessInfo.processInfo.environment)
    }
}

/// Puts a fault before the operator and ends the command.
enum Outcome {
    /// Runs `body`; a fault goes to standard error as code and wording, exit status 1.
    static func of(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let exit as ExitCode {
            throw exit
        } catch {
            let fault = Fault(error)
            let detail = fault.code == Fault.unexpected.code ? "（\(type(of: error))）" : ""
            say("\(fault.code) \(fault.clerk)\(detail)", to: .standardError)
            throw ExitCode(1)
        }
    }

    /// Writes a line.
    static func say(_ text: String, to stream: FileHandle = .standardOutput) {
        stream.write(Data((text + "\n").utf8))
    }
}
