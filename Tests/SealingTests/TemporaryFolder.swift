import Foundation
import Glibc

/// A folder that goes with this value.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/frontdesk-sealing-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? ""
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8], to name: String, mode: mode_t) {
        unlink(path + "/" + name)
        let file = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, mode)
        Glibc.write(file, bytes, bytes.count)
        close(file)
    }

    func bytes(_ name: String) -> [UInt8] {
        FileManager.default.contents(atPath: path + "/" + name).map { Array($0) } ?? []
    }

    func text(_ name: String) -> String { String(decoding: bytes(name), as: UTF8.self) }

    func mode(_ name: String) -> mode_t {
        var status = stat()
        return stat(path + "/" + name, &status) == 0 ? status.st_mode & 0o777 : 0
    }
}
