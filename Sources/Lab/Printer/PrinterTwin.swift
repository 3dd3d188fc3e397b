import DeviceSupport
import Foundation
import Registry

/// One file that came out of the virtual printer.
struct PrintedSheet: Equatable, Sendable {
    /// Absolute path of the file as the printer got it.
    let path: String
    /// SHA-256 of it, lower-case hexadecimal, taken by the printer.
    let sha256: String
    /// The job's name.
    let job: String
    /// When it came out.
    let arrivedAt: Timestamp
}

/// A printer with a print spooler before it: a private cupsd and ippeveprinter behind it.
///
/// Everything listens on 127.0.0.1 only, nothing of the machine's own CUPS is touched, and all of
/// it ends with this process. ippeveprinter (CUPS 2.4.2) always wants a message bus with the
/// Avahi client on it; a private bus without Avahi contents it.
actor PrinterTwin {
    /// The queue's name.
    nonisolated let queue = "contract"
    /// Where its servers keep their files; sheets lie elsewhere.
    nonisolated var place: String { folder.path }
    private let folder: PrinterFolder
    private var bus: PrinterProcess?
    private var printer: PrinterProcess?
    private var spooler: PrinterProcess?
    /// Kept to the end, so that what a killed spooler had started goes on until then.
    private var crashed: [PrinterProcess] = []
    private var ports: (printer: UInt16, spooler: UInt16) = (0, 0)
    private let executor = BlockingExecutor(label: "printer-twin")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Prepares a printer whose sheets go to `folder`, which is made when missing. Nothing runs
    /// before ``start()``.
    init(folder: String) throws { self.folder = try PrinterFolder(sheets: folder) }

    /// Where the spooler listens: `127.0.0.1:port`.
    var server: String { "127.0.0.1:\(ports.spooler)" }
    /// The servers' process numbers, for tests of their end.
    var pids: [pid_t] { [bus, printer, spooler].compactMap { $0?.pid } }

    /// Starts bus, printer and spooler and makes the queue; some 2 s.
    func start() throws {
        bus = try PrinterProcess(
            [
                "/usr/bin/dbus-daemon", "--session", "--nofork", "--nopidfile",
                "--address=unix:path=\(folder.bus)",
            ], log: folder.log, removing: folder.path)
        try startPrinter()
        try startSpooler()
        try makeQueue()
        // The spooler writes queues down only after 30 s; stopped in order it does at once, so
        // that a crash cannot lose the queue.
        stopSpooler()
        try startSpooler()
    }

    /// Starts the printer; after ``stopPrinter()`` on the port it had.
    func startPrinter() throws {
        try startOnPort(&ports.printer) { port in
            printer = try PrinterProcess(
                [
                    "/usr/sbin/ippeveprinter", "-r", "off", "-n", "localhost", "-p", "\(port)",
                    "-K", folder.path + "/keys", "-d", folder.path + "/printer",
                    "-f", "application/pdf,image/pwg-raster", "-2", "-s", "20,20",
                    "-c", folder.print, "FrontDesk Lab",
                ], log: folder.log,
                environment: ["DBUS_SYSTEM_BUS_ADDRESS=unix:path=\(folder.bus)"])
            return printer
        }
    }

    /// Starts the spooler; after a stop or crash on the port it had, with the jobs it kept.
    func startSpooler() throws {
        try startOnPort(&ports.spooler) { port in
            try folder.writeConfiguration(port: port)
            spooler = try PrinterProcess(
                ["/usr/sbin/cupsd", "-f", "-c", folder.configuration, "-s", folder.files],
                log: folder.log)
            return spooler
        }
    }

    /// The printer is switched off.
    func stopPrinter() {
        printer?.crash()
        printer = nil
    }

    /// The spooler's service is stopped in order.
    func stopSpooler() {
        spooler?.stop()
        spooler = nil
    }

    /// The spooler's service is killed; a sheet under way may still come out.
    func crashSpooler() {
        spooler?.crash()
        crashed += [spooler].compactMap { $0 }
        spooler = nil
    }

    /// Ends everything and removes the spooler's files; the sheets stay.
    func stop() {
        for process in crashed + [printer, spooler, bus].compactMap({ $0 }) { process.stop() }
        (printer, spooler, bus, crashed) = (nil, nil, nil, [])
        folder.remove()
    }

    /// Takes the paper out: a job under way waits.
    func runOut() throws { try folder.set("media-empty", true) }
    /// Puts paper in.
    func refill() throws { try folder.set("media-empty", false) }
    /// Jams the paper, or clears it.
    func jam(_ jammed: Bool) throws { try folder.set("media-jam", jammed) }
    /// Makes the printer throw the next job away.
    func refuseNext() throws { try folder.set("refuse", true) }

    /// What has come out, oldest first.
    func sheets() throws -> [PrintedSheet] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.sheets)
        return names.filter { $0.hasSuffix(".pdf") }.sorted().compactMap { name in
            let path = folder.sheets + "/" + name
            let note = try? String(contentsOfFile: path.dropLast(4) + ".txt", encoding: .utf8)
            let lines = (note ?? "").split(separator: "\n").map(String.init)
            guard lines.count == 2, let nanoseconds = Int64(name.dropLast(4)) else { return nil }
            return PrintedSheet(
                path: path, sha256: lines[1], job: lines[0],
                arrivedAt: Timestamp(milliseconds: nanoseconds / 1_000_000))
        }
    }

    /// Starts a server on `port`, or on a free one when it is 0. A free port may be taken by
    /// someone else in between, so another one is tried then.
    private func startOnPort(
        _ port: inout UInt16, _ start: (UInt16) throws -> PrinterProcess?
    ) throws {
        let isNew = port == 0
        for _ in 0..<(isNew ? 5 : 1) {
            if isNew { port = try PrinterPort.free() }
            if let process = try start(port), PrinterPort.waits(for: port, of: process) { return }
        }
        throw PrinterTwinError.notStarted(folder.log)
    }

    private func makeQueue() throws {
        try administer(
            "/usr/sbin/lpadmin", "-p", queue, "-E",
            "-v", "ipp://127.0.0.1:\(ports.printer)/ipp/print", "-m", "everywhere",
            "-o", "printer-error-policy=retry-job", "-o", "media-default=iso_a4_210x297mm",
            "-o", "print-scaling-default=none")
    }

    /// Runs one of CUPS' own programs against this spooler.
    private func administer(_ command: String...) throws {
        let admin = try ChildProcess(
            command: command,
            environment: ["CUPS_SERVER=\(server)", "LC_ALL=C", "PATH=/usr/bin:/bin"])
        let status = admin.wait()
        guard status == 0 else { throw PrinterTwinError.noQueue(status) }
    }
}

extension PrinterTwin {
    /// Closes the queue for new jobs, or opens it.
    func setAccepting(_ accepting: Bool) throws {
        try administer(accepting ? "/usr/sbin/cupsaccept" : "/usr/sbin/cupsreject", queue)
    }

    /// Holds the queue up, or lets it go on.
    func setPaused(_ paused: Bool) throws {
        try administer(paused ? "/usr/sbin/cupsdisable" : "/usr/sbin/cupsenable", queue)
    }

    /// The document files the spooler keeps.
    func spooledDocuments() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.spool)
            .filter { $0.hasPrefix("d") }
    }
}
