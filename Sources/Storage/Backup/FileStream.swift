import Glibc

/// A file read or written from its beginning; closed with this value.
final class FileStream {
    private let file: Int32

    /// A new file of mode 0600; one that is there is replaced.
    init(creating path: String) throws(StorageError) {
        _ = unlink(path)
        file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .folderUnusable(errno) }
    }

    init(reading path: String) throws(StorageError) {
        file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { throw errno == ENOENT ? .unknownRecord : .folderUnusable(errno) }
    }

    deinit { close(file) }

    /// Writes all of `bytes`.
    func write(_ bytes: [UInt8]) throws(StorageError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw errno == ENOSPC || errno == EDQUOT ? .diskFull : .folderUnusable(errno)
            }
            rest = rest.dropFirst(count)
        }
    }

    /// The next `count` bytes; fewer at the end of the file.
    func read(upTo count: Int) throws(StorageError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(file, buffer.baseAddress?.advanced(by: filled), count - filled)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .folderUnusable(errno) }
            guard got > 0 else { break }
            filled += got
        }
        return Array(bytes.prefix(filled))
    }

    func sync() throws(StorageError) {
        guard fsync(file) == 0 else { throw .folderUnusable(errno) }
    }
}
