import DeviceSupport
import Foundation

/// An authority of the lab's own and a certificate by it for the server's names, made with the
/// `openssl` command once for a folder, so that they outlive a restart.
struct InsurerCertificates: Sendable {
    /// A step of the making that did not succeed.
    struct NotMade: Error { let step: String }

    let folder: URL
    /// What the server's certificate is for.
    var names = "DNS:localhost,IP:127.0.0.1"

    /// The authority's certificate, PEM.
    var authority: String { folder.appending(path: "ca.pem").path }
    /// The server's certificate and key, PEM.
    var server: (certificate: String, key: String) {
        (folder.appending(path: "server.pem").path, folder.appending(path: "server.key").path)
    }

    /// Makes what is missing. Blocks for some 50 ms.
    func make() throws {
        let files = FileManager.default
        guard !files.fileExists(atPath: server.certificate) else { return }
        let settings = folder.appending(path: "openssl.cnf")
        try text.write(to: settings, atomically: true, encoding: .utf8)
        let authorityKey = folder.appending(path: "ca.key").path
        for key in [authorityKey, server.key] {
            try openSSL(["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key])
            try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        }
        let request = ["req", "-x509", "-new", "-sha256", "-days", "3650"]
        try openSSL(
            request + [
                "-config", settings.path, "-extensions", "authority", "-key", authorityKey,
                "-subj", "/CN=FrontDesk Lab Insurer CA", "-out", authority,
            ])
        // Written last, under another name first: its presence says that everything is there.
        let draft = server.certificate + ".new"
        try openSSL(
            request + [
                "-config", settings.path, "-extensions", "server", "-key", server.key,
                "-subj", "/CN=localhost", "-CA", authority, "-CAkey", authorityKey, "-out", draft,
            ])
        try files.moveItem(atPath: draft, toPath: server.certificate)
    }

    private var text: String {
        """
        [req]
        distinguished_name = name
        prompt = no
        [name]
        [authority]
        basicConstraints = critical,CA:TRUE
        keyUsage = critical,keyCertSign
        subjectKeyIdentifier = hash
        [server]
        basicConstraints = critical,CA:FALSE
        keyUsage = critical,digitalSignature
        extendedKeyUsage = serverAuth
        subjectAltName = \(names)
        """
    }

    private func openSSL(_ arguments: [String]) throws {
        let child = try ChildProcess(command: ["/usr/bin/openssl"] + arguments)
        child.closeInput()
        _ = try child.readToEnd(within: .seconds(20), lengthMax: 100_000)
        guard child.wait() == 0 else { throw NotMade(step: arguments.first ?? "") }
    }
}
