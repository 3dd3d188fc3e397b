import DeviceSupport
import Foundation

/// One of the project's programs, started as an operator would start it.
struct ProgramFile: Sendable {
    /// Path of the executable.
    let path: String
    /// File that its standard error is added to.
    let log: String

    /// Starts it with `words` behind its name.
    func spawn(_ words: [String]) throws -> ChildProcess {
        let names = ["PATH", "HOME", "LANG", "TZ", "DATABASE_FSYNC"]
        let environment = names.compactMap { name in
            ProcessInfo.processInfo.environment[name].map { "\(name)=\($0)" }
        }
        // A crash must not print memory: it may hold what stands on a card. Freed memory is
        // overwritten. Both as systemd/frontdesk.service has it.
        let quiet =
            environment + [
                "SWIFT_BACKTRACE=enable=no",
                "GLIBC_TUNABLES=glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
            ]
        // The shell only puts standard error into the log, then becomes the program.
        let shell = ["/bin/sh", "-c", "log=$1; shift; exec \"$@\" 2>>\"$log\"", "sh", log]
        return try ChildProcess(command: shell + [path] + words, environment: quiet)
    }

    /// Runs it to its end.
    func run(_ words: [String]) throws -> (status: Int32, output: [UInt8]) {
        let child = try spawn(words)
        child.closeInput()
        let output = try child.readToEnd(within: .seconds(120), lengthMax: 16 << 20)
        return (child.wait(), output)
    }
}
