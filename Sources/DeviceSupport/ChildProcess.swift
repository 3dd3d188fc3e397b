import CChild
import Glibc

/// Why a child process gave no answer.
public enum ChildProcessError: Error, Equatable {
    /// The program cannot be started; `errno`.
    case notStarted(Int32)
    /// It ended or closed its output before the answer was whole.
    case ended
    /// The time limit passed.
    case timedOut
    /// It wrote more than the limit.
    case tooLong
}

/// A running child: the one way this product runs another program.
///
/// No shell; nothing but the three standard streams is inherited; its standard error is the
/// parent's. With ``ChildLimits`` it is confined before its first instruction. Calls block, so a
/// child belongs to an actor with a ``BlockingExecutor``. The child is killed when this value
/// goes.
public final class ChildProcess {
    /// The process's number.
    public let pid: pid_t
    private let input: Int32
    private let output: Int32
    private var inputIsOpen = true
    private var pending: [UInt8] = []
    private var exitStatus: Int32?

    /// Starts `command[0]`, an absolute path, with the rest as its arguments.
    ///
    /// - Parameters:
    ///   - command: the program and its arguments.
    ///   - environment: the child's whole environment, each `NAME=value`.
    ///   - limits: what it may use; nil only for programs that are not children of the product.
    /// - Throws: ``ChildProcessError/notStarted(_:)``.
    public init(
        command: [String], environment: [String] = [], limits: ChildLimits? = nil
    ) throws(ChildProcessError) {
        // Socket pairs, not pipes: only they can be made close-on-exec in one step, so that no
        // child started at the same moment on another thread inherits them.
        var stdin: [Int32] = [0, 0]
        var stdout: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &stdin) == 0 else { throw .notStarted(errno) }
        guard socketpair(AF_UNIX, kind, 0, &stdout) == 0 else {
            stdin.forEach { _ = close($0) }
            throw .notStarted(errno)
        }
        defer {
            close(stdin[0])
            close(stdout[1])
        }
        var pid: pid_t = 0
        let status = Self.withCStrings(command) { arguments in
            Self.withCStrings(environment) { variables in
                let program = command.first ?? ""
                guard let limits else {
                    return child_start(
                        program, arguments, variables, stdin[0], stdout[1], nil, &pid)
                }
                return withUnsafePointer(to: limits.bounds) {
                    child_start(program, arguments, variables, stdin[0], stdout[1], $0, &pid)
                }
            }
        }
        guard status == 0 else {
            close(stdin[1])
            close(stdout[0])
            throw .notStarted(status)
        }
        (self.pid, input, output) = (pid, stdin[1], stdout[0])
    }

    deinit {
        closeInput()
        close(output)
        if exitStatus == nil {
            kill(pid, SIGKILL)
            var status: Int32 = 0
            waitpid(pid, &status, 0)
        }
    }

    /// Writes all of `bytes` to the child's standard input.
    public func write(_ bytes: [UInt8]) throws(ChildProcessError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(input, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .ended }
            rest = rest.dropFirst(count)
        }
    }

    /// Closes the child's standard input.
    public func closeInput() {
        guard inputIsOpen else { return }
        inputIsOpen = false
        close(input)
    }

    /// The next line of the child's output, without its newline.
    public func readLine(
        within limit: Duration, lengthMax: Int
    ) throws(ChildProcessError) -> [UInt8] {
        let deadline = ContinuousClock.now + limit
        var searched = 0  // A line may be long, each byte of it is looked at once.
        while true {
            if let newline = pending[searched...].firstIndex(of: 0x0A) {
                let line = Array(pending[..<newline])
                pending.removeSubrange(...newline)
                return line
            }
            searched = pending.count
            guard searched <= lengthMax else { throw .tooLong }
            guard try fill(until: deadline) else { throw .ended }
        }
    }

    /// Everything the child writes until it closes its output.
    public func readToEnd(
        within limit: Duration, lengthMax: Int
    ) throws(ChildProcessError) -> [UInt8] {
        let deadline = ContinuousClock.now + limit
        while try fill(until: deadline) {
            guard pending.count <= lengthMax else { throw .tooLong }
        }
        defer { pending = [] }
        return pending
    }

    /// Waits for the child's end: its exit status, or 128 and the signal that ended it.
    public func wait() -> Int32 {
        if let exitStatus { return exitStatus }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        let result = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
        exitStatus = result
        return result
    }

    /// Ends the child at once.
    public func terminate() {
        if exitStatus == nil { kill(pid, SIGKILL) }
        _ = wait()
    }

    /// Waits for output; false at its end.
    private func fill(until deadline: ContinuousClock.Instant) throws(ChildProcessError) -> Bool {
        let (seconds, attoseconds) = (deadline - .now).components
        // Rounded up, so that a limit never ends early.
        let milliseconds =
            seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        var events = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        let ready = poll(&events, 1, Int32(clamping: max(0, milliseconds)))
        if ready < 0, errno == EINTR { return true }
        guard ready > 0 else { throw .timedOut }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = read(output, &chunk, chunk.count)
        if count > 0 { pending += chunk.prefix(count) }
        return count > 0
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = strings.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            // The list always ends with nil, so it is never empty and has an address.
            withUnsafeMutablePointer(to: &buffer[0], body)
        }
    }
}
