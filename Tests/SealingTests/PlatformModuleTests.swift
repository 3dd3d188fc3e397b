import DeviceSupport
import Foundation
import Glibc
import Registry
import Testing

@testable import Sealing

/// A TPM 2.0 in software, spoken to by systemd-creds as it speaks to the machine's own. Without
/// the kernel's manager of sessions it serves three calls.
private final class SoftwareModule {
    private let child: ChildProcess
    private let folder = TemporaryFolder()
    let module: PlatformModule

    init() throws {
        let socket = folder.path + "/tpm"
        child = try ChildProcess(command: [
            "/usr/bin/swtpm", "socket", "--tpm2", "--tpmstate", "dir=\(folder.path)",
            "--server", "type=unixio,path=\(socket)",
            "--ctrl", "type=unixio,path=\(socket).ctrl",
            "--flags", "not-need-init,startup-clear",
        ])
        module = PlatformModule(device: "swtpm:path=\(socket)", limits: nil)
        let deadline = ContinuousClock.now + .seconds(20)
        while access(socket, F_OK) != 0 || access(socket + ".ctrl", F_OK) != 0 {
            guard ContinuousClock.now < deadline else { throw ChildProcessError.timedOut }
            usleep(10_000)
        }
    }
}

@Suite(.serialized, .timeLimit(.minutes(1))) struct PlatformModuleTests {
    private let folder = TemporaryFolder()
    private let day = Timestamp(milliseconds: 1_795_420_800_000).day

    private func source(_ module: PlatformModule?) -> MasterKeySource {
        MasterKeySource(folder: folder.path, credentials: nil, module: module)
    }

    private func exists(_ name: String) -> Bool { access(folder.path + "/" + name, F_OK) == 0 }

    @Test func `with a TPM the key is in no file in clear, and opens as it was made`() throws {
        let tpm = try SoftwareModule()
        let source = source(tpm.module)
        try source.create()
        #expect(source.place == .module && folder.mode("sealing.tpm") == 0o600)
        #expect(!exists("sealing.key"))
        try source.copy(to: folder.path + "/copy")
        let key = folder.bytes("copy")
        #expect(key.count == 32 && folder.mode("copy") == 0o600)
        let sealed = folder.bytes("sealing.tpm")
        #expect(!Data(sealed).contains(Data(key)))
        let read = try source.read().current
        #expect(read.fingerprint == (try MasterKey(key, place: .file)).fingerprint)
    }

    @Test func `another machine's TPM, and none at all, do not open it`() throws {
        let (here, there) = (try SoftwareModule(), try SoftwareModule())
        try source(here.module).create()
        #expect(throws: SealingError.moduleRefused) { try source(there.module).read() }
        #expect(throws: SealingError.moduleRefused) { try source(nil).read() }
        // The copy from the safe, laid in its place, opens everything again.
        try source(here.module).copy(to: folder.path + "/sealing.key")
        let before = try source(here.module).read().current.fingerprint
        try FileManager.default.removeItem(atPath: folder.path + "/sealing.tpm")
        #expect(try source(there.module).read().current.fingerprint == before)
    }

    @Test func `a sealed key that was altered does not open`() throws {
        let tpm = try SoftwareModule()
        try source(tpm.module).create()
        var bytes = folder.bytes("sealing.tpm")
        bytes[bytes.count / 2] ^= 1
        folder.write(bytes, to: "sealing.tpm", mode: 0o600)
        #expect(throws: SealingError.moduleRefused) { try source(tpm.module).read() }
    }

    @Test func `a key file is changed for one that the TPM seals, also after a crash in between`()
        throws
    {
        let tpm = try SoftwareModule()
        try source(nil).create()
        let ring = try KeyRing(folder: folder.path, master: source(nil), on: day)
        let place = Binding(table: "tenancy", row: "t", column: "phone")
        let value = try Sealer(ring: ring).seal([1, 2], bound: place)
        let old = folder.bytes("sealing.key")
        try ring.changeMaster(at: source(tpm.module))
        #expect(source(tpm.module).place == .module && !exists("sealing.key"))
        // Cut short between the two renames: the old file is still there.
        folder.write(old, to: "sealing.key", mode: 0o600)
        let again = try KeyRing(folder: folder.path, master: source(tpm.module), on: day)
        #expect(try Sealer(ring: again).open(value, bound: place) == [1, 2])
        #expect(again.masterPlace == .module && !exists("sealing.key"))
    }
}
