import Foundation
import Glibc
import Synchronization

@testable import Lab

/// One PostgreSQL cluster for all tests of this process, with the made-up village in a database
/// that each test gets a copy of. It ends with the process, however that ends.
struct TestDatabase: Sendable {
    private let folder: URL

    private static let shared = Mutex<TestDatabase?>(nil)

    /// The cluster, made and filled at the first call.
    static func prepared() throws -> TestDatabase {
        try shared.withLock { shared in
            if let shared { return shared }
            let database = try TestDatabase()
            shared = database
            return database
        }
    }

    private init() throws {
        folder = URL(filePath: "/tmp/desk-db-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let script = Desk.project.root.appending(path: "Scripts/database").path
        try Self.watch(folder, script)
        setenv("DATABASE_FSYNC", "off", 1)
        try Self.expect(script, ["start", folder.appending(path: "database").path])
        let platform = Desk.project.program("platform")
        try Self.expect(platform, ["migrate", "--folder", folder.path])
        try Self.expect(
            platform,
            [
                "seed-demo", "--houses", "40", "--controllers", "127.0.0.1:1", "--folder",
                folder.path,
            ])
    }

    /// Lays a platform's folder with a database of its own at `place`.
    func copy(to place: URL) throws {
        let name = "t" + place.path.filter { $0.isLetter || $0.isNumber }.lowercased()
        try sql("CREATE DATABASE \(name) TEMPLATE platform OWNER platform_owner")
        try sql("GRANT CONNECT ON DATABASE \(name) TO platform_app")
        // What `platform migrate` makes besides tables.
        try FileManager.default.createDirectory(
            at: place.appending(path: "blobs"), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let database = place.appending(path: "database")
        try FileManager.default.createDirectory(at: database, withIntermediateDirectories: true)
        for file in ["app.conf", "owner.conf"] {
            let source = folder.appending(path: "database/\(file)")
            let text = try String(contentsOf: source, encoding: .utf8)
                .replacing("dbname=platform\n", with: "dbname=\(name)\n")
            let isWritten = FileManager.default.createFile(
                atPath: database.appending(path: file).path, contents: Data(text.utf8),
                attributes: [.posixPermissions: 0o600])
            guard isWritten else { throw CocoaError(.fileWriteUnknown) }
        }
        for name in ["sealing.key", "keyring", "certificates"] {
            try FileManager.default.copyItem(
                at: folder.appending(path: name), to: place.appending(path: name))
        }
    }

    private func sql(_ statement: String) throws {
        let file = folder.appending(path: "database/superuser.conf")
        let text = try String(contentsOf: file, encoding: .utf8)
        let connection = text.split(separator: "\n").joined(separator: " ")
        // In one word, so that no shell is needed; the cluster is this test's own.
        try Self.expect("/usr/bin/psql", ["-qAtX", "-d", connection, "-c", statement])
    }

    private static func expect(_ program: String, _ words: [String]) throws {
        // Foundation's Process would wait for a socket that the database server inherits.
        let status = try ProgramFile(path: program, log: "/dev/stderr").run(words).status
        guard status == 0 else {
            throw PlatformSite.NotReady(
                description: "\(program) \(words.first ?? "") ended with \(status)")
        }
    }

    /// Stops the cluster when this process is gone: then the pipe's other end closes.
    private static func watch(_ folder: URL, _ script: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        let stop = "cat >/dev/null; \"$1\" stop \"$2/database\"; rm -rf \"$2\""
        process.arguments = ["-c", "trap '' INT TERM; \(stop)", "sh", script, folder.path]
        // No other child may hold the writing end open.
        _ = fcntl(lifeline.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        process.standardInput = lifeline
        process.standardOutput = FileHandle.nullDevice
        try process.run()
    }

    /// Its writing end is open for as long as this process lives.
    private static let lifeline = Pipe()
}
