import Glibc
import Testing

@testable import Sealing

@Suite struct MasterKeyTests {
    private let folder = TemporaryFolder()
    private var source: MasterKeySource {
        MasterKeySource(folder: folder.path, credentials: nil, module: nil)
    }

    @Test func `a new key is for its owner only and read as it was made`() throws {
        #expect(source.place == nil)
        try source.create()
        #expect(source.place == .file)
        #expect(folder.mode("sealing.key") == 0o600)
        let (one, two) = (try source.read(), try source.read())
        #expect(one.current.fingerprint == two.current.fingerprint)
        #expect(one.current.place == .file)
        #expect(one.next == nil)
    }

    @Test func `a key that is there is never replaced`() throws {
        try source.create()
        let key = folder.bytes("sealing.key")
        #expect(throws: SealingError.keyFileUnusable(EEXIST)) { try source.create() }
        #expect(folder.bytes("sealing.key") == key)
        #expect(access(folder.path + "/sealing.key.new", F_OK) != 0)
    }

    @Test func `a copy for the safe is the key, for its owner only, and replaces nothing`() throws {
        try source.create()
        let path = folder.path + "/copy"
        try source.copy(to: path)
        #expect(folder.bytes("copy") == folder.bytes("sealing.key"))
        #expect(folder.mode("copy") == 0o600)
        #expect(throws: SealingError.keyFileUnusable(EEXIST)) { try source.copy(to: path) }
    }

    @Test func `a half-written key of an earlier crash is in nobody's way`() throws {
        folder.write([1, 2, 3], to: "sealing.key.new", mode: 0o600)
        try source.create()
        _ = try source.read()
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o601, 0o700] as [mode_t])
    func `a key that others may touch is refused`(mode: mode_t) throws {
        try source.create()
        chmod(folder.path + "/sealing.key", mode)
        #expect(throws: SealingError.keyFileTooOpen) { try source.read() }
    }

    @Test(arguments: [0, 31, 33, 4_096])
    func `a key of another length is refused`(length: Int) {
        folder.write([UInt8](repeating: 1, count: length), to: "sealing.key", mode: 0o600)
        #expect(throws: SealingError.keyFileDamaged) { try source.read() }
    }

    @Test func `a missing key and a link in its place are refused`() {
        #expect(throws: SealingError.keyFileMissing) { try source.read() }
        folder.write([UInt8](repeating: 1, count: 32), to: "elsewhere", mode: 0o600)
        symlink("elsewhere", folder.path + "/sealing.key")
        #expect(throws: SealingError.keyFileUnusable(ELOOP)) { try source.read() }
    }

    @Test func `derived values come from the master as they did in the first release`() throws {
        // Computed with Python's hmac and hashlib (RFC 5869) for master 00...1f.
        let key = try MasterKey([UInt8](0..<32), place: .file)
        #expect(key.fingerprint == "825fc4272159c6b2")
    }
}
