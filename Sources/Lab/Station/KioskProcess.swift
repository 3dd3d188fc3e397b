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

    private let program: ProgramFile
    private let configuration: String
    private var child: ChildProcess?
    private(set) var addresses = Addresses()
    private let executor = BlockingExecutor(label: "kiosk-process")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - program: path of the `frontdesk` executable.
    ///   - configuration: path of its kiosk.conf.
    ///   - log: file that its standard error is added to.
    init(program: String, configuration: String, log: String) {
        self.program = ProgramFile(path: program, log: log)
        self.configuration = configuration
    }

    /// The number of the running process.
    var pid: pid_t? { child?.pid }

    /// Starts the service and waits until it says that it serves.
    func start() throws {
        let child = try program.spawn(words(["serve"]))
        self.child = child
        do {
            let ready = try child.readReady()
            addresses = Addresses(tenant: ready["tenant"] ?? "", clerk: ready["clerk"] ?? "")
        } catch {
            child.terminate()
            throw NotReady(description: "frontdesk serve: \(error), see \(program.log)")
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
        try program.run(words(arguments))
    }

    /// `--config` stands after the subcommand.
    private func words(_ arguments: [String]) -> [String] {
        let place = arguments.firstIndex { $0.hasPrefix("-") } ?? arguments.endIndex
        var words = arguments
        words.insert(contentsOf: ["--config", configuration], at: place)
        return words
    }
}

extension ChildProcess {
    /// Waits for the line `ready name=address name=address` and returns its addresses.
    func readReady() throws -> [String: String] {
        while true {
            let line = try readLine(within: .seconds(60), lengthMax: 100_000)
            let words = String(decoding: line, as: UTF8.self).split(separator: " ")
            guard words.first == "ready" else { continue }
            let pairs = words.dropFirst().compactMap { word -> (String, String)? in
                let sides = word.split(separator: "=", maxSplits: 1)
                return sides.count == 2 ? (String(sides[0]), String(sides[1])) : nil
            }
            return Dictionary(pairs) { $1 }
        }
    }
}
