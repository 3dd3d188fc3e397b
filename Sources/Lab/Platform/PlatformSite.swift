import DeviceSupport
import Foundation
import Glibc

/// A county's platform for one trial: a PostgreSQL cluster, the made-up village, and
/// `platform serve`, all below one folder and on loopback.
actor PlatformSite {
    /// Why it did not come up.
    struct NotReady: Error, CustomStringConvertible {
        let description: String
    }

    /// The made-up village's id there.
    static let village = "guihua"

    private let folder: URL
    private let program: ProgramFile
    private let script: ProgramFile
    private let port: Int
    private let ownsDatabase: Bool
    private var child: ChildProcess?
    /// Where its page is.
    private(set) var url = ""
    private let executor = BlockingExecutor(label: "platform-site")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - folder: everything of this platform.
    ///   - project: where program and script are.
    ///   - port: of the platform; 0 lets the system choose.
    ///   - ownsDatabase: false when `folder` names a database that others look after.
    init(folder: URL, project: ProjectFolder, port: Int = 0, ownsDatabase: Bool = true) {
        (self.folder, self.port, self.ownsDatabase) = (folder, port, ownsDatabase)
        let log = folder.appending(path: "platform.log").path
        program = ProgramFile(path: project.program("platform"), log: log)
        script = ProgramFile(
            path: project.root.appending(path: "Scripts/database").path, log: log)
    }

    /// Starts the database, brings its tables up to date, and puts the made-up village in.
    ///
    /// `controllers` is the address at which the village's door controllers are found.
    func prepare(houses: Int = 40, controllers: String) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if ownsDatabase {
            try startDatabase()
            try expect("migrate")
        }
        try expect("seed-demo", "--houses", "\(houses)", "--controllers", controllers)
    }

    /// Makes a kiosk known. Returns the file with its one-time code.
    func addKiosk(_ id: String) throws -> String {
        let file = folder.appending(path: "\(id).code").path
        try expect("add-kiosk", Self.village, id, "--name", "样张\(id)", "--code-file", file)
        return file
    }

    /// Makes an account of the county's, unless it is there. Returns how to sign in with it.
    func addOfficer(_ id: String = "county") throws -> SignIn {
        let file = folder.appending(path: "\(id)-password").path
        try expect(
            "account", "add", id, "--role", "county", "--name", "样张县", "--password-file", file)
        return try SignIn(id: id, passwordFile: file)
    }

    /// Starts `platform serve` and waits until it serves.
    func start() throws {
        let child = try program.spawn(
            ["serve", "--folder", folder.path, "--port", url.isEmpty ? "\(port)" : lastPort])
        self.child = child
        do {
            url = try child.readReady()["platform"] ?? ""
        } catch {
            child.terminate()
            throw NotReady(description: "platform serve: \(error), see \(program.log)")
        }
    }

    /// Ends `platform serve`; the database goes on.
    @discardableResult
    func stop(signal: Int32 = SIGTERM) -> Int32 {
        guard let child else { return 0 }
        kill(child.pid, signal)
        self.child = nil
        return child.wait()
    }

    /// Ends everything.
    func end() {
        stop()
        guard ownsDatabase, FileManager.default.fileExists(atPath: databaseFolder) else { return }
        _ = try? script.run(["stop", databaseFolder])
    }

    /// Ends PostgreSQL and starts it again, as an operator would.
    func restartDatabase() throws {
        guard try script.run(["stop", databaseFolder]).status == 0 else {
            throw NotReady(description: "database stop, see \(script.log)")
        }
        try startDatabase()
    }

    /// Runs one command to its end and returns what it printed.
    func run(_ words: [String]) throws -> (status: Int32, output: [UInt8]) {
        try program.run(words + ["--folder", folder.path])
    }

    /// The values of kiosk.conf that lead to this platform.
    func addresses(forKiosk id: String) -> [String: String] {
        [
            "platform.url": url, "platform.village": Self.village, "platform.kiosk": id,
            "platform.trust_file": trustFile,
            "platform.enrolment_file": folder.appending(path: "\(id).code").path,
        ]
    }

    /// PEM file of the authority to trust.
    nonisolated var trustFile: String {
        folder.appending(path: "certificates/site.pem").path
    }
    /// Its certificate, PEM.
    nonisolated var certificateFile: String {
        folder.appending(path: "certificates/server.pem").path
    }

    private var databaseFolder: String { folder.appending(path: "database").path }

    /// A kiosk's kiosk.conf names the port, so that it stays over a restart.
    private var lastPort: String { URL(string: url)?.port.map(String.init) ?? "0" }

    private func startDatabase() throws {
        guard try script.run(["start", databaseFolder]).status == 0 else {
            throw NotReady(description: "database start, see \(script.log)")
        }
    }

    private func expect(_ words: String...) throws {
        let status = try run(words).status
        guard status == 0 else {
            throw NotReady(
                description: "platform \(words[0]) ended with \(status), see \(program.log)")
        }
    }
}
