import DeviceSupport
import Foundation

@testable import Platform

/// A PostgreSQL cluster of the tests' own, with a database for whoever asks. It ends with the
/// process, however that ends: its keeper reads from us, and stops it when nothing comes any more.
actor Cluster {
    /// The one that tests share which leave it running.
    static let shared = Cluster()
    /// One that a test may stop and start. Kept as long: a keeper let go is killed at once.
    static let restarted = Cluster()

    struct Failure: Error {}
    /// A fresh database with the platform's tables, empty.
    struct Made {
        let app: DatabaseParameters
        let owner: DatabaseParameters
    }

    private static let keeper = """
        trap '' INT TERM
        scripts=$1 folder=$2 bin=/usr/lib/postgresql/15/bin
        server() { DATABASE_FSYNC=off "$scripts/database" "$1" "$folder/database"; }
        make() {
            local conf=$folder/database/superuser.conf
            PGPASSWORD=$(sed -n 's/^password=//p' "$conf") "$bin/createdb" -h 127.0.0.1 \
                -p "$(cat "$folder/database/port")" -U postgres -T platform \
                -O platform_owner "$1"
        }
        server start && echo done || echo failed
        while read -r word name; do
            case $word in
                make) make "$name" ;;
                start | stop) server "$word" ;;
            esac && echo done || echo failed
        done
        server stop
        rm -rf "$folder"
        """

    private let executor = BlockingExecutor(label: "tests.cluster")
    private let folder: String
    private var child: ChildProcess?
    private var beginning: Task<Void, any Error>?
    private var count = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    init() {
        var template = Array("/tmp/frontdesk-platform-XXXXXX".utf8CString)
        folder = mkdtemp(&template).map { String(cString: $0) } ?? ""
    }

    /// Makes a database; the first call starts the cluster, which takes about a second.
    func make() async throws -> Made {
        let beginning = self.beginning ?? Task { try await begin() }
        self.beginning = beginning
        try await beginning.value
        count += 1
        let name = "test\(count)"
        try command("make \(name)")
        return Made(
            app: try parameters("app").database(name),
            owner: try parameters("owner").database(name))
    }

    /// Stops the server as an operator would; the next ``startAgain()`` takes the same port.
    func stop() throws { try command("stop") }

    func startAgain() throws { try command("start") }

    private func begin() async throws {
        let scripts = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Scripts")
        child = try ChildProcess(
            command: ["/bin/bash", "--norc", "-c", Self.keeper, "keeper", scripts.path, folder],
            environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"])
        try expectDone()
        let owner = Database(try parameters("owner"), connections: 1)
        try await Migrator(owner).migrate()
        // A database that somebody is connected to cannot be copied.
        await owner.close()
    }

    private func parameters(_ role: String) throws -> DatabaseParameters {
        try DatabaseParameters(file: "\(folder)/database/\(role).conf")
    }

    private func command(_ text: String) throws {
        try child?.write(Array("\(text)\n".utf8))
        try expectDone()
    }

    private func expectDone() throws {
        let line = try child?.readLine(within: .seconds(60), lengthMax: 100)
        guard line == Array("done".utf8) else { throw Failure() }
    }
}
