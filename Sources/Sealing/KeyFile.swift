import Glibc

/// The file that holds the 32 random bytes all keys come from. Without it nothing sealed can
/// ever be read again; with it everything can.
public struct KeyFile: Sendable {
    static let length = 32
    private let path: String

    /// Names the file; nothing is touched yet.
    public init(path: String) { self.path = path }

    /// Whether there is such a file.
    public var exists: Bool { access(path, F_OK) == 0 }

    /// Writes a new key, mode 0600. A crash leaves a whole file or none; a key that is there
    /// already is never replaced.
    public func create() throws(SealingError) {
        var random = SystemRandomNumberGenerator()
        let key = (0..<Self.length).map { _ in UInt8.random(in: 0...255, using: &random) }
        let draft = path + ".new"
        _ = unlink(draft)
        let file = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .keyFileUnusable(errno) }
        let isWritten = write(file, key, key.count) == key.count && fsync(file) == 0
        let failure = errno
        close(file)
        defer { _ = unlink(draft) }
        guard isWritten else { throw .keyFileUnusable(failure) }
        // A link fails when the name is taken; a rename would replace the key.
        guard link(draft, path) == 0 else { throw .keyFileUnusable(errno) }
        try syncFolder()
    }

    /// Reads the key. Throws when others than its owner may touch the file.
    public func open() throws(SealingError) -> Sealer {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { throw errno == ENOENT ? .keyFileMissing : .keyFileUnusable(errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .keyFileUnusable(errno) }
        guard status.st_mode & 0o7177 == 0 else { throw .keyFileTooOpen }
        var key = [UInt8](repeating: 0, count: Self.length + 1)
        let count = read(file, &key, key.count)
        guard count >= 0 else { throw .keyFileUnusable(errno) }
        guard count == Self.length else { throw .keyFileDamaged }
        return Sealer(master: Array(key.prefix(Self.length)))
    }

    private func syncFolder() throws(SealingError) {
        let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let folder = Glibc.open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .keyFileUnusable(errno) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw .keyFileUnusable(errno) }
    }
}
