import Glibc
import Testing

@testable import Sealing

@Suite struct KeyFileTests {
    private let folder = TemporaryFolder()
    private var path: String { folder.path + "/sealing.key" }
    private let place = Binding(table: "t", row: "r", column: "c")

    private func mode() -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    @Test func `a new key is for its owner only and opens what it sealed`() throws {
        let file = KeyFile(path: path)
        #expect(!file.exists)
        try file.create()
        #expect(file.exists)
        #expect(mode() == 0o600)
        let sealed = try file.open().seal([1, 2, 3], bound: place)
        #expect(try file.open().open(sealed, bound: place) == [1, 2, 3])
    }

    @Test func `a key that is there is never replaced`() throws {
        let file = KeyFile(path: path)
        try file.create()
        let sealed = try file.open().seal([1], bound: place)
        #expect(throws: SealingError.keyFileUnusable(EEXIST)) { try file.create() }
        #expect(try file.open().open(sealed, bound: place) == [1])
        #expect(access(path + ".new", F_OK) != 0)
    }

    @Test func `a half-written key of an earlier crash is in nobody's way`() throws {
        folder.write([1, 2, 3], to: "sealing.key.new", mode: 0o600)
        try KeyFile(path: path).create()
        _ = try KeyFile(path: path).open()
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o601, 0o700] as [mode_t])
    func `a key that others may touch is refused`(mode: mode_t) throws {
        try KeyFile(path: path).create()
        chmod(path, mode)
        #expect(throws: SealingError.keyFileTooOpen) { try KeyFile(path: path).open() }
    }

    @Test(arguments: [0, 31, 33, 4_096])
    func `a key of another length is refused`(length: Int) {
        folder.write([UInt8](repeating: 1, count: length), to: "sealing.key", mode: 0o600)
        #expect(throws: SealingError.keyFileDamaged) { try KeyFile(path: path).open() }
    }

    @Test func `a missing key and a link in its place are refused`() {
        #expect(throws: SealingError.keyFileMissing) { try KeyFile(path: path).open() }
        folder.write([UInt8](repeating: 1, count: 32), to: "elsewhere", mode: 0o600)
        symlink("elsewhere", path)
        #expect(throws: SealingError.keyFileUnusable(ELOOP)) { try KeyFile(path: path).open() }
    }
}

/// A folder that goes with this value.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/frontdesk-sealing-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? ""
    }

    deinit {
        for name in ["sealing.key", "sealing.key.new", "elsewhere"] { unlink(path + "/" + name) }
        rmdir(path)
    }

    func write(_ bytes: [UInt8], to name: String, mode: mode_t) {
        let file = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, mode)
        Glibc.write(file, bytes, bytes.count)
        close(file)
    }
}
