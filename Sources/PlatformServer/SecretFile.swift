import Glibc
import Platform

/// A file that only its owner may read, whole or not there at all.
enum SecretFile {
    /// Writes `text` in place of what was there.
    static func write(_ text: String, to path: String) throws(PlatformError) {
        let draft = path + ".new"
        _ = unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .folderUnusable(errno) }
        defer { _ = unlink(draft) }
        let bytes = Array(text.utf8)
        let isWritten = Glibc.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        let failure = errno
        close(file)
        guard isWritten else { throw .folderUnusable(failure) }
        guard rename(draft, path) == 0 else { throw .folderUnusable(errno) }
    }
}
