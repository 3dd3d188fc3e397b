import Certificates
import Glibc
import Registry
public import Sealing

/// Where the platform keeps what is not in its database: `database/` (the cluster and how to
/// reach it), `sealing.key`, `keyring`, `blobs/`, `certificates/`.
public struct PlatformFolder: Sendable {
    /// What everybody needs who works with the platform's data.
    public struct Opened: Sendable {
        /// Reached as the program is, bound by row security.
        public let database: Database
        /// Seals and opens personal values.
        public let sealer: Sealer
    }

    /// The folder.
    public let path: String

    /// Names the folder; nothing is touched yet.
    public init(path: String) { self.path = path }

    /// Folder of the sealed documents.
    public var blobs: String { path + "/blobs" }

    /// How the program reaches its database, bound by row security.
    public func appParameters() throws(PlatformError) -> DatabaseParameters {
        try DatabaseParameters(file: path + "/database/app.conf")
    }

    /// How the tables' owner does, for migrations only.
    public func ownerParameters() throws(PlatformError) -> DatabaseParameters {
        try DatabaseParameters(file: path + "/database/owner.conf")
    }

    /// Makes key and folders where they are missing; what is there is never replaced.
    public func prepare() throws {
        for place in [blobs, certificates] {
            guard mkdir(place, 0o700) == 0 || errno == EEXIST else {
                throw PlatformError.folderUnusable(errno)
            }
        }
        _ = try kioskAuthority()
        try Authority(folder: certificates, name: "site", at: .now)
            .provideServer(server, hosts: ["localhost", "127.0.0.1"], at: .now)
        if master.place == nil { try master.create() }
    }

    /// How it is reached: with the operator's certificate and key, or on a trial with those that
    /// ``prepare()`` made for localhost.
    public func tls(
        host: String? = nil, certificate: String? = nil, key: String? = nil
    ) throws -> PlatformTLS {
        try PlatformTLS(
            certificate: certificate ?? server.certificate, key: key ?? server.key,
            kioskAuthority: CertificateFiles(folder: certificates, name: "kiosks").certificate,
            host: host)
    }

    func kioskAuthority() throws -> Authority {
        try Authority(folder: certificates, name: "kiosks", at: .now)
    }

    private var certificates: String { path + "/certificates" }
    private var server: CertificateFiles {
        CertificateFiles(folder: certificates, name: "server")
    }

    /// Reads the keys, sees to it that there are some of this month, and names the database with
    /// so many `connections`.
    public func open(connections: Int = 4) throws -> Opened {
        let database = Database(try appParameters(), connections: connections)
        let ring = try KeyRing(folder: path, master: master, on: Timestamp.now.day)
        return Opened(database: database, sealer: Sealer(ring: ring))
    }

    private var master: MasterKeySource {
        MasterKeySource(folder: path, credential: "platform.master")
    }
}
