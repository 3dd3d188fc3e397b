import Foundation
import Glibc
import NIOSSL

/// Where an insurer's service is and how the two ends know one another.
public struct CarrierSettings: Equatable, Sendable {
    /// `https://host[:port][/prefix]`.
    public let url: String
    /// What the insurer calls this kiosk: 1...64 letters, digits, `.`, `_`, `-`.
    public let client: String
    /// File of mode 0600 with the shared secret: 16...256 bytes, a last newline not counted.
    public let secretPath: String
    /// PEM file of the authorities that may vouch for the insurer; no others may.
    public let trustRootsPath: String
    /// Longest time from the call to the whole answer.
    public var limit: Duration = .seconds(5)

    /// Names the settings; they are read when a carrier is made of them.
    public init(url: String, client: String, secretPath: String, trustRootsPath: String) {
        (self.url, self.client) = (url, client)
        (self.secretPath, self.trustRootsPath) = (secretPath, trustRootsPath)
    }

    /// Reads everything a carrier would be made of. Throws ``InsuranceError/settingsWrong(_:)``.
    public func check() throws(InsuranceError) {
        _ = try address()
        _ = try checkedClient()
        _ = try secret()
        _ = try trustRoots()
    }

    /// The origin, such as `https://host:8443`, and the path before `/v1`.
    func address() throws(InsuranceError) -> (origin: String, prefix: String) {
        let pattern = /(https:\/\/[A-Za-z0-9.\-\[\]:]+)((?:\/[A-Za-z0-9._~\-]+)*)\/?/
        guard let match = url.wholeMatch(of: pattern),
            URL(string: url)?.host?.isEmpty == false
        else { throw .settingsWrong(.address) }
        return (String(match.1), String(match.2))
    }

    func checkedClient() throws(InsuranceError) -> String {
        guard client.wholeMatch(of: /[A-Za-z0-9._\-]{1,64}/) != nil else {
            throw .settingsWrong(.client)
        }
        return client
    }

    /// Reads the secret. A file that others than its owner may touch is refused.
    func secret() throws(InsuranceError) -> [UInt8] {
        let file = open(secretPath, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { throw .settingsWrong(.secretMissing) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .settingsWrong(.secretMissing) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o7177 == 0 else {
            throw .settingsWrong(.secretTooOpen)
        }
        var bytes = [UInt8](repeating: 0, count: 258)
        let count = read(file, &bytes, bytes.count)
        guard count > 0 else { throw .settingsWrong(.secretDamaged) }
        bytes.removeSubrange(count...)
        if bytes.last == 0x0A { bytes.removeLast() }
        guard (16...256).contains(bytes.count) else { throw .settingsWrong(.secretDamaged) }
        return bytes
    }

    func trustRoots() throws(InsuranceError) -> [NIOSSLCertificate] {
        guard let roots = try? NIOSSLCertificate.fromPEMFile(trustRootsPath), !roots.isEmpty else {
            throw .settingsWrong(.trustRoots)
        }
        return roots
    }
}
