import Glibc

/// A small secret file (0600) that only its owner may touch, there whole or not at all.
///
/// All calls throw ``SealingError/keyFileUnusable(_:)`` when the system refuses.
public struct OwnerFile {
    let path: String

    /// Names the file; nothing is touched yet.
    public init(path: String) { self.path = path }

    var exists: Bool { access(path, F_OK) == 0 }

    /// Writes a new file; one that is there already is never replaced.
    func create(_ bytes: [UInt8]) throws(SealingError) {
        try write(bytes) { draft, path in
            // A link fails when the name is taken; a rename would replace what is there.
            defer { _ = unlink(draft) }
            return link(draft, path)
        }
    }

    /// Writes a file in place of the one that is there.
    public func replace(_ bytes: [UInt8]) throws(SealingError) {
        try write(bytes) { rename($0, $1) }
    }

    /// Reads at most `lengthMax` bytes and one more, which tells that there are too many.
    /// Throws when others than its owner may touch the file.
    func read(lengthMax: Int) throws(SealingError) -> [UInt8] {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { throw errno == ENOENT ? .keyFileMissing : .keyFileUnusable(errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .keyFileUnusable(errno) }
        guard status.st_mode & 0o7177 == 0 else { throw .keyFileTooOpen }
        var bytes = [UInt8](repeating: 0, count: lengthMax + 1)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(file, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .keyFileUnusable(errno) }
            guard count > 0 else { break }
            filled += count
        }
        return Array(bytes.prefix(filled))
    }

    /// Takes the file's name from it. One that is gone already is no error.
    func remove() throws(SealingError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .keyFileUnusable(errno) }
        try syncFolder()
    }

    /// Gives the file the name `path`, in place of what bears it.
    func move(to path: String) throws(SealingError) {
        guard rename(self.path, path) == 0 else { throw .keyFileUnusable(errno) }
        try syncFolder()
    }

    private func write(
        _ bytes: [UInt8], naming: (_ draft: String, _ path: String) -> Int32
    ) throws(SealingError) {
        let draft = path + ".new"
        _ = unlink(draft)
        let file = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .keyFileUnusable(errno) }
        let isWritten = Glibc.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        let failure = errno
        close(file)
        guard isWritten else {
            _ = unlink(draft)
            throw .keyFileUnusable(failure)
        }
        guard naming(draft, path) == 0 else { throw .keyFileUnusable(errno) }
        try syncFolder()
    }

    private func syncFolder() throws(SealingError) {
        let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let folder = Glibc.open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .keyFileUnusable(errno) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw .keyFileUnusable(errno) }
    }
}
