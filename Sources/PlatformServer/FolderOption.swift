import ArgumentParser
import Foundation
import Platform
import Registry

/// `--folder`: where the platform keeps its database and its key.
struct FolderOption: ParsableArguments {
    @Option(help: "平台文件夹，内有 database/、sealing.key、blobs/")
    var folder = "var/run/platform"

    var place: PlatformFolder { PlatformFolder(path: folder) }

    /// Opens the folder beside the running server, which need not be stopped.
    func open() throws -> PlatformFolder.Opened { try place.open(connections: 1) }
}

/// How a command ends: 0 done, 1 with a fault, 2 for wrong usage.
enum Outcome {
    /// Runs `body`; a fault goes to standard error as code and wording, exit status 1.
    static func of(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            let fault = Fault(error)
            let detail = fault.code == Fault.unexpected.code ? "（\(type(of: error))）" : ""
            say("\(fault.code) \(fault.clerk)\(detail)", to: .standardError)
            throw ExitCode(1)
        }
    }

    /// Writes a line.
    static func say(_ text: String, to stream: FileHandle = .standardOutput) {
        stream.write(Data((text + "\n").utf8))
    }
}

extension Timestamp {
    /// What the server's clock shows.
    static var now: Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down)))
    }
}
