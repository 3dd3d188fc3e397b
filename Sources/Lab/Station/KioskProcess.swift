import DeviceSupport
import Foundation
import Glibc

/// A `frontdesk serve` started beside the twins, as an operator would start it.
actor KioskProcess {
    /// Why it did not come up.
    struct NotReady: Error, CustomStringConvertible {
        let description: String
    }

    /// Where a visitor and a clerk find it.
    struct Addresses: Sendable, Equatable {
        var tenant = ""
        var clerk = ""
    }

    private let program: String
    private let configuration: String
    private let log: String
    private var child: ChildProcess?
    private(set) var addresses = Addresses()
    private let executor = BlockingExecutor(label: "kiosk-process")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - program: path of the `frontdesk` executable.
    ///   - configuration: path of its kiosk.conf.
    ///   - log: file that its standard error is added to.
    init(program: String, configuration: String, log: String) {
        (self.program, self.configuration, self.log) = (program, configuration, log)
    }

    /// The number of the running process.
    var pid: pid_t? { child?.pid }

    /// Starts the service and waits until it says that it serves.
    func start() throws {
        let child = try spawn(["serve"])
        self.child = child
        while true {
            let line: [UInt8]
            do {
                line = try child.readLine(within: .seconds(60), lengthMax: 100_000)
            } catch {
                child.terminate()
                throw NotReady(description: "frontdesk serve: \(error), see \(log)")
            }
            let text = String(decoding: line, as: UTF8.self)
            guard let match = text.firstMatch(of: /^ready tenant=(\S+) clerk=(\S+)/) else {
                continue
            }
            addresses = Addresses(tenant: String(match.1), clerk: String(match.2))
            return
        }
    }

    /// Sends `signal` and waits for the end: the exit status, or 128 and the signal.
    @discardableResult
    func stop(signal: Int32 = SIGTERM) -> Int32 {
        guard let child else { return 0 }
        kill(child.pid, signal)
        self.child = nil
        return child.wait()
    }

    /// Runs one command to its end, as another process.
    func run(_ arguments: [String]) throws -> (status: Int32, output: [UInt8]) {
        let child = try spawn(arguments)
        child.closeInput()
        let output = try child.readToEnd(within: .seconds(60), lengthMax: 16 << 20)
        return (child.wait(), output)
    }

    private func spawn(_ arguments: [String]) throws -> ChildProcess {
        let environment = ["PATH", "HOME", "LANG", "TZ"].compactMap { name in
            ProcessInfo.processInfo.environment[name].map { "\(name)=\($0)" }
        }
        // A crash must not print memory: it may hold what stands on a card.
        let quiet = environment + ["SWIFT_BACKTRACE=enable=no"]
        // The shell only puts standard error into the log, then becomes the program.
        let shell = ["/bin/sh", "-c", "log=$1; shift; exec \"$@\" 2>>\"$log\"", "sh", log]
        let place = arguments.firstIndex { $0.hasPrefix("-") } ?? arguments.endIndex
        var words = arguments
        words.insert(contentsOf: ["--config", configuration], at: place)
        return try ChildProcess(command: shell + [program] + words, environment: quiet)
    }
}
