import Glibc

/// The archive's folder: whole files under 64 hexadecimal digits, never changed.
struct ArchiveFiles: Sendable {
    let folder: String
    private static let draftSuffix = ".draft"

    func exists(_ name: String) -> Bool { isName(name) && access(path(name), R_OK) == 0 }

    /// Writes a file that survives a power cut from the moment this returns.
    ///
    /// A file of the same name is replaced: same name, same document, and a damaged one heals.
    func write(_ bytes: [UInt8], name: String) throws(StorageError) {
        let draft = path(name) + Self.draftSuffix
        _ = unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o440)
        guard file >= 0 else { throw Self.failure() }
        do throws(StorageError) {
            defer { close(file) }
            try Self.writeAll(bytes, to: file)
            guard fsync(file) == 0, rename(draft, path(name)) == 0 else { throw Self.failure() }
        } catch {
            unlink(draft)
            throw error
        }
        try syncFolder()
    }

    func read(_ name: String, sizeMax: Int) throws(StorageError) -> [UInt8] {
        guard isName(name) else { throw .documentMissing }
        let file = open(path(name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { throw errno == ENOENT ? .documentMissing : Self.failure() }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw Self.failure() }
        guard (0...sizeMax).contains(Int(status.st_size)) else { throw .documentDamaged }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(file, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure() }
            guard count > 0 else { throw .documentDamaged }
            filled += count
        }
        return bytes
    }

    /// The first bytes of a file; fewer where it is shorter, none where it is gone.
    func head(of name: String, length: Int) throws(StorageError) -> [UInt8] {
        let file = open(path(name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            guard errno == ENOENT else { throw Self.failure() }
            return []
        }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: length)
        let count = Glibc.read(file, &bytes, length)
        guard count >= 0 else { throw Self.failure() }
        return Array(bytes.prefix(count))
    }

    /// Every file in the folder, whole or not.
    func names() throws(StorageError) -> [String] {
        guard let listing = opendir(folder) else { throw Self.failure() }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    func remove(_ name: String) throws(StorageError) {
        guard unlink(path(name)) == 0 || errno == ENOENT else { throw Self.failure() }
    }

    private func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Names come from records and from people; only these can be file names here.
    private func isName(_ name: String) -> Bool {
        name.utf8.count == 64
            && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private func syncFolder() throws(StorageError) {
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw Self.failure() }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw Self.failure() }
    }

    private static func writeAll(_ bytes: [UInt8], to file: Int32) throws(StorageError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            rest = rest.dropFirst(count)
        }
    }

    private static func failure() -> StorageError {
        errno == ENOSPC || errno == EDQUOT ? .diskFull : .folderUnusable(errno)
    }
}
