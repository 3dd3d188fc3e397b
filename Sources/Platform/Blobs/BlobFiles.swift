import DeviceSupport
import Glibc

/// The folder of sealed documents: whole files, never changed. Its calls block a thread of
/// their own.
actor BlobFiles {
    private let folder: String
    private let executor = BlockingExecutor(label: "platform.blobs")
    private var count = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    init(folder: String) { self.folder = folder }

    /// Whether there is a whole file of this name.
    func exists(_ name: String) -> Bool { access("\(folder)/\(name)", R_OK) == 0 }

    /// Writes a file and syncs it to disk, its name too. One of the same name is replaced: same
    /// name, same document.
    func write(_ bytes: [UInt8], name: String) throws(PlatformError) {
        count += 1
        let draft = "\(folder)/.draft-\(getpid())-\(count)"
        _ = unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o400)
        guard file >= 0 else { throw .folderUnusable(errno) }
        do throws(PlatformError) {
            defer { close(file) }
            try Self.writeAll(bytes, to: file)
            guard fsync(file) == 0, rename(draft, "\(folder)/\(name)") == 0 else {
                throw .folderUnusable(errno)
            }
        } catch {
            _ = unlink(draft)
            throw error
        }
        try syncFolder()
    }

    private static func writeAll(_ bytes: [UInt8], to file: Int32) throws(PlatformError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw .folderUnusable(errno) }
            rest = rest.dropFirst(written)
        }
    }

    private func syncFolder() throws(PlatformError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .folderUnusable(errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .folderUnusable(errno) }
    }
}
