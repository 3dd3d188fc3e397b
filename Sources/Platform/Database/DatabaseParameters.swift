import Foundation

/// How a database is reached: libpq's `key=value` lines, password included, so never printed.
public struct DatabaseParameters: Sendable {
    private let conninfo: String

    /// Takes `conninfo` as libpq's own text.
    public init(conninfo: String) { self.conninfo = conninfo }

    /// Reads a file that only its owner may read, such as `database/app.conf`.
    public init(file: String) throws(PlatformError) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        guard let permissions = attributes?[.posixPermissions] as? Int,
            let text = try? String(contentsOfFile: file, encoding: .utf8)
        else { throw .parametersUnreadable }
        guard permissions & 0o077 == 0 else { throw .parametersTooOpen }
        self.init(conninfo: text)
    }

    /// The same server and user, another database.
    public func database(_ name: String) -> DatabaseParameters {
        // Of two values for one key, libpq takes the last.
        DatabaseParameters(conninfo: conninfo + "\ndbname=\(name)")
    }

    /// With what every connection of ours has in common. Nothing waits for ever: 5 s for the
    /// connection, 30 s for a statement, 15 s for a server that has vanished.
    var text: String {
        conninfo + """

            connect_timeout=5
            tcp_user_timeout=15000
            client_encoding=UTF8
            application_name=platform
            options='-c timezone=UTC -c datestyle=ISO -c bytea_output=hex -c statement_timeout=30s \
            -c idle_in_transaction_session_timeout=60s'
            """
    }
}
