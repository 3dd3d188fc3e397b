import DeviceSupport
import Foundation
import Glibc

/// The lab's card reader: pcscd with the vpcd driver, and the cards laid on it.
///
/// Both live in a network, mount and process namespace of their own: vpcd listens on all
/// addresses without asking who calls, and pcscd would take the machine's real readers. Programs
/// outside reach pcscd by its socket, ``pcscdSocket``, as they would any other.
actor CardReaderTwin {
    /// Path of pcscd's socket, for `PCSCLITE_CSOCK_NAME`.
    nonisolated let pcscdSocket: String
    /// How the reader's name begins.
    nonisolated let readerName = PcscDaemon.readerName

    private static let answerLimit = Duration.seconds(15)
    /// Ten thousand exchanges of a log, some 150 bytes each.
    private static let answerMax = 4 << 20

    private let folder: URL
    private let program: [String]
    private var process: ChildProcess?
    private let executor = BlockingExecutor(label: "card-twin")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Creates a reader; nothing is started yet.
    ///
    /// - Parameters:
    ///   - folder: where its files and its socket go.
    ///   - program: what runs ``play(folder:socketPath:)``; the folder and the socket's path are
    ///     added as its last two words.
    init(folder: URL, program: [String]) {
        (self.folder, self.program) = (folder, program)
        pcscdSocket = folder.appending(path: "pcscd.sock").path
    }

    /// The lab's own program as the process in the namespace.
    init(folder: URL) throws {
        let lab = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        self.init(folder: folder, program: [lab, "twin-card"])
    }

    /// What the process in the namespace does until its standard input ends: its exit status.
    static func play(folder: String, socketPath: String) -> Int32 {
        CardTwinProcess(folder: URL(filePath: folder), socketPath: socketPath).run()
    }

    /// Starts pcscd; clients may connect when this returns.
    func start() throws {
        guard pcscdSocket.utf8.count <= PcscDaemon.socketPathMax else {
            throw CardTwinError.pathTooLong(pcscdSocket)
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // A user without rights is root of a user namespace of his own.
        let namespaces = geteuid() == 0 ? "-nmpf" : "-Urnmpf"
        let command =
            ["/usr/bin/unshare", namespaces, "--kill-child", "/bin/sh", "-c", Self.script, "sh"]
            + program + [folder.path, pcscdSocket]
        let process = try ChildProcess(command: command)
        self.process = process
        do {
            try accept(process)
        } catch ChildProcessError.ended {
            throw CardTwinError(
                "the card reader's namespace was not made: root is needed, or user namespaces")
        }
    }

    /// Lays a resident card on the reader; a card that lies there is taken away first.
    func insert(_ specimen: CardSpecimen) throws { try insert(VirtualCard(specimen)) }

    /// Lays any card on the reader; a card that lies there is taken away first.
    func insert(_ card: VirtualCard) throws { try ask(.insert(card)) }

    /// Takes the card away.
    func remove() throws { try ask(.remove) }

    /// Lets the card answer `count` more commands and takes it away in the middle of the next.
    func pullAway(afterAPDUs count: Int) throws { try ask(.pullAway(afterAPDUs: count)) }

    /// Lets the card answer `count` more commands and then none until it is taken away.
    func keepSilent(afterAPDUs count: Int) throws { try ask(.keepSilent(afterAPDUs: count)) }

    /// Ends pcscd, as if it were not installed or had crashed.
    func stopDaemon() throws { try ask(.stopDaemon) }

    /// Pulls the reader's plug: pcscd goes on without it. A virtual reader cannot be taken from a
    /// daemon that runs, so this is another one on the same socket.
    func unplug() throws { try ask(.unplug) }

    /// Starts pcscd again with its reader; the card on the reader is found again.
    func startDaemon() throws { try ask(.startDaemon) }

    /// The exchanges with cards since the start, oldest first.
    func log() throws -> [APDUEntry] {
        guard case .log(let entries) = try ask(.log) else { return [] }
        return entries
    }

    /// Ends pcscd and the process that plays the card.
    func stop() {
        guard let process else { return }
        self.process = nil
        process.closeInput()
        do {
            _ = try process.readToEnd(within: .seconds(5), lengthMax: Self.answerMax)
        } catch {
            // It hangs: the next line ends it, and its namespace with it.
        }
        process.terminate()
    }

    /// Puts up the loopback, hides the USB drivers, and keeps the machine's own pcscd files apart.
    private static let script = """
        ip link set lo up && mount --bind /usr/lib/pcsc/drivers/serial /usr/lib/pcsc/drivers \
        || exit 1
        if [ -d /run/pcscd ]; then mount -t tmpfs tmpfs /run/pcscd || exit 1; fi
        exec "$@"
        """

    @discardableResult
    private func ask(_ request: CardTwinRequest) throws -> CardTwinAnswer {
        guard let process else { throw CardTwinError("the card reader was not started") }
        try process.write(Array(JSONEncoder().encode(request)) + [0x0A])
        return try accept(process)
    }

    @discardableResult
    private func accept(_ process: ChildProcess) throws -> CardTwinAnswer {
        let line = try process.readLine(within: Self.answerLimit, lengthMax: Self.answerMax)
        let answer = try JSONDecoder().decode(CardTwinAnswer.self, from: Data(line))
        if case .failed(let reason) = answer { throw CardTwinError(reason) }
        return answer
    }
}
