import DeviceSupport
import Glibc

/// A server of the virtual printer that never outlives the lab, even when the lab is killed.
///
/// A shell starts it in a session of its own and holds the other end of this process's socket;
/// when that closes, for whatever reason, the whole session ends: first asked, then killed.
final class PrinterProcess {
    /// The server's own process number.
    let pid: pid_t
    private let shell: ChildProcess

    /// `$1` is the log; `$2` a folder to remove at the end, or empty; the rest is the command.
    private static let script = """
        log=$1; folder=$2; shift 2
        exec 3<&0 </dev/null
        "$@" 3<&- >>"$log" 2>&1 &
        child=$!
        echo $child
        exec 2>>"$log"
        trap '' TERM
        (
            cat <&3
            pkill -TERM -s $$
            tries=0
            while kill -0 $child && [ $tries -lt 40 ]; do sleep 0.05; tries=$((tries + 1)); done
            [ -z "$folder" ] || { sleep 1; rm -rf "$folder"; }
            pkill -KILL -s $$
        ) >/dev/null 2>&1 &
        exec >&-
        wait $child
        """

    /// Starts `command[0]`, an absolute path.
    init(
        _ command: [String], log: String, removing folder: String = "",
        environment: [String] = []
    ) throws {
        shell = try ChildProcess(
            command: ["/usr/bin/setsid", "/bin/sh", "-c", Self.script, "sh", log, folder] + command,
            environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"] + environment)
        let line = try shell.readLine(within: .seconds(5), lengthMax: 32)
        guard let pid = pid_t(String(decoding: line, as: UTF8.self)) else {
            throw PrinterTwinError.notStarted(command[0])
        }
        self.pid = pid
    }

    /// Whether the server is still there.
    var isRunning: Bool { kill(pid, 0) == 0 }

    /// Ends it in order, within some 2 s.
    func stop() {
        shell.closeInput()
        _ = shell.wait()
    }

    /// Ends it as a power cut would; what it started goes on.
    func crash() {
        kill(pid, SIGKILL)
        _ = shell.wait()
    }
}

/// Why the virtual printer does not work.
enum PrinterTwinError: Error, Equatable {
    /// The program did not start or did not listen; its log says why.
    case notStarted(String)
    /// `lpadmin` could not make the queue; its exit status.
    case noQueue(Int32)
}
