import Foundation
import Glibc

/// A pcscd with a reader of its own, started with a socket already bound, as systemd would.
///
/// So it needs no path of the system's, and clients that connect before it is ready just wait.
final class PcscDaemon {
    /// Name of its one reader, as programs see it without the slot's number.
    static let readerName = "Kiosk ID Reader"
    /// `sun_path` has room for 107 bytes and a zero.
    static let socketPathMax = 107

    private let pid: pid_t
    private let socketPath: String

    /// Starts it with files in `folder`, its socket at `socketPath`, with its reader or with none.
    init(folder: URL, socketPath: String, hasReader: Bool) throws(CardTwinError) {
        self.socketPath = socketPath
        let readers = folder.appending(path: "readers")
        do {
            let files = FileManager.default
            try files.createDirectory(at: readers, withIntermediateDirectories: true)
            let configuration = hasReader ? Self.readerConfiguration : ""
            try configuration.write(
                to: readers.appending(path: "vpcd.conf"), atomically: true, encoding: .utf8)
        } catch {
            throw CardTwinError("the folder of the card reader is not writable: \(error)")
        }
        let listener = try Self.listen(at: socketPath)
        defer { close(listener) }  // Only the daemon holds it: when it ends, nobody answers.
        pid = try Self.spawn(
            listener: listener, readers: readers.path, log: folder.appending(path: "pcscd.log"))
    }

    /// Ends it and waits; kills it when it takes longer than three seconds.
    func stop() {
        kill(pid, SIGTERM)
        var status: Int32 = 0
        for _ in 0..<300 where waitpid(pid, &status, WNOHANG) == 0 { usleep(10_000) }
        if kill(pid, 0) == 0 {
            kill(pid, SIGKILL)
            waitpid(pid, &status, 0)
        }
        unlink(socketPath)
    }

    /// The driver's folder is bound over the one where pcscd seeks USB drivers, so that it leaves
    /// the machine's real readers alone.
    private static let readerConfiguration = """
        FRIENDLYNAME "\(readerName)"
        DEVICENAME /dev/null:0x8C7B
        LIBPATH /usr/lib/pcsc/drivers/libifdvpcd.so
        CHANNELID 0x8C7B

        """

    private static func listen(at path: String) throws(CardTwinError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count <= socketPathMax else { throw .pathTooLong(path) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        unlink(path)
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let listener = socket(AF_UNIX, kind, 0)
        let status = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0, Glibc.listen(listener, 16) == 0 else {
            let reason = String(cString: strerror(errno))
            close(listener)
            throw CardTwinError("no socket at \(path): \(reason)")
        }
        return listener
    }

    private static func spawn(
        listener: Int32, readers: String, log: URL
    ) throws(CardTwinError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        let flags = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 1, log.path, flags, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        posix_spawn_file_actions_adddup2(&actions, listener, 3)
        // The number of the process that takes the socket stands in its environment, and only
        // that process itself knows it: hence the shell.
        let script = "LISTEN_FDS=1 LISTEN_PID=$$ exec /usr/sbin/pcscd --foreground --config \"$0\""
        let command: [String] = ["/bin/sh", "-c", script, readers]
        var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        var pid: pid_t = 0
        let status = posix_spawn(&pid, "/bin/sh", &actions, nil, &words, &environment)
        guard status == 0 else {
            throw CardTwinError("pcscd did not start: \(String(cString: strerror(status)))")
        }
        return pid
    }
}
