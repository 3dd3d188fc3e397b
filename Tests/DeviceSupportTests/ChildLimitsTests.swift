import Foundation
import Glibc
import Testing

@testable import DeviceSupport

/// Real children, confined as the product's are.
@Suite(.serialized) struct ChildLimitsTests {
    private static let limits = ChildLimits(
        memory: 256 << 20, addressSpace: 2 << 30, processorTime: 2)

    /// Runs a Python program to its end: what it wrote, and its status.
    private func run(
        _ program: String, limits: ChildLimits? = limits
    ) throws -> (output: String, status: Int32) {
        let child = try ChildProcess(
            command: ["/usr/bin/python3", "-I", "-c", program], environment: ["LC_ALL=C.UTF-8"],
            limits: limits)
        child.closeInput()
        let output = try child.readToEnd(within: .seconds(20), lengthMax: 10_000)
        return (String(decoding: output, as: UTF8.self), child.wait())
    }

    @Test(arguments: ["AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_UNIX", "AF_VSOCK"])
    func `a confined child gets no socket of any family`(family: String) throws {
        let program = """
            import socket
            try:
                socket.socket(socket.\(family), socket.SOCK_DGRAM).close()
                print("open")
            except PermissionError as error:
                print("refused", error.errno)
            """
        #expect(try run(program).output == "refused \(EPERM)\n")
    }

    @Test func `its parent keeps the network, and so does a child without limits`() throws {
        let program = "import socket; socket.socket(); print('open')"
        _ = try run(program)
        #expect(try run(program, limits: nil).output == "open\n")
        let socket = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        #expect(socket >= 0)
        close(socket)
    }

    @Test(arguments: [
        "os.fork()", "os.posix_spawn('/bin/true', ['true'], {})", "os.kill(os.getppid(), 0)",
        "os.unshare()",
    ])
    func `it starts and signals no process`(call: String) throws {
        let program = """
            import ctypes, os
            if not hasattr(os, "unshare"):
                def unshare():
                    libc = ctypes.CDLL(None, use_errno=True)
                    if libc.unshare(0x10000000) != 0:
                        raise OSError(ctypes.get_errno(), "unshare")
                os.unshare = unshare
            try:
                \(call)
                print("done")
            except PermissionError as error:
                print("refused", error.errno)
            """
        #expect(try run(program).output == "refused \(EPERM)\n")
    }

    @Test func `threads, socket pairs and files it may read still work`() throws {
        let program = """
            import socket, threading
            a, b = socket.socketpair()
            thread = threading.Thread(target=lambda: a.send(open("/etc/hostname", "rb").read(1)))
            thread.start()
            thread.join()
            print(len(b.recv(10)))
            """
        #expect(try run(program).output == "1\n")
    }

    @Test func `a child that takes more memory than it may ends without an answer`() throws {
        let child = try ChildProcess(
            command: [
                "/usr/bin/python3", "-I", "-c", "import sys\nsys.stderr = None\nb'x' * (1 << 29)",
            ],
            limits: Self.limits)
        #expect(throws: ChildProcessError.ended) {
            try child.readLine(within: .seconds(20), lengthMax: 100)
        }
        #expect(child.wait() == 1)
        #expect(try run("print(len(b'x' * (1 << 26)))").output == "\(1 << 26)\n")
    }

    @Test func `a child that spins is killed when its processor time is spent`() throws {
        let start = ContinuousClock.now
        let (output, status) = try run("while True: pass")
        #expect(output.isEmpty)
        #expect(status == 128 + SIGKILL)
        #expect(ContinuousClock.now - start >= .seconds(1))
    }

    @Test func `files do not grow beyond the limit, and descriptors are few`() throws {
        let folder = FileManager.default.temporaryDirectory.path
        let program = """
            import os, tempfile
            with tempfile.TemporaryFile(dir="\(folder)") as file:
                try:
                    os.pwrite(file.fileno(), b"x", 1 << 25)
                    print("written")
                except OSError as error:
                    print("refused", error.errno)
            try:
                kept = [os.open("/dev/null", os.O_RDONLY) for _ in range(100)]
                print("opened")
            except OSError as error:
                print("refused", error.errno)
            """
        #expect(try run(program).output == "refused \(EFBIG)\nrefused \(EMFILE)\n")
    }

    @Test func `a confined child that crashes leaves no core file, another may`() throws {
        var before = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &before)
        var most = rlimit(rlim_cur: before.rlim_max, rlim_max: before.rlim_max)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &most)
        defer { setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &before) }
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = "import os; os.chdir('\(folder.path)'); os.abort()"
        #expect(try run(program).status == 128 + SIGABRT)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)

        let pattern = try String(contentsOfFile: "/proc/sys/kernel/core_pattern", encoding: .utf8)
        guard before.rlim_max > 1 << 30, pattern.hasPrefix("core") else { return }
        #expect(try run(program, limits: nil).status == 128 + SIGABRT)
        #expect(try !FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func `limits, filter and death signal hold before its first instruction`() throws {
        let program = """
            import ctypes, resource
            names = ("CORE", "DATA", "AS", "CPU", "FSIZE", "NOFILE")
            print([resource.getrlimit(getattr(resource, "RLIMIT_" + n)) for n in names])
            fields = ("NoNewPrivs", "Seccomp")
            print([l.split() for l in open("/proc/self/status") if l.split(":")[0] in fields])
            signal = ctypes.c_int()
            ctypes.CDLL(None).prctl(2, ctypes.byref(signal))
            print(signal.value)
            """
        let expected = """
            [(0, 0), (268435456, 268435456), (2147483648, 2147483648), (2, 2), \
            (16777216, 16777216), (64, 64)]
            [['NoNewPrivs:', '1'], ['Seccomp:', '2']]
            9

            """
        #expect(try run(program).output == expected)
    }

    @Test func `a program that does not exist is not started with limits either`() {
        #expect(throws: ChildProcessError.notStarted(ENOENT)) {
            _ = try ChildProcess(command: ["/no/such/program"], limits: Self.limits)
        }
    }

    @Test func `confined children outlive the thread that asked for them`() throws {
        final class Place: @unchecked Sendable { var child: ChildProcess? }
        let place = Place()
        let thread = Thread {
            place.child = try? ChildProcess(command: ["/bin/cat"], limits: Self.limits)
        }
        thread.start()
        while !thread.isFinished { sched_yield() }
        let child = try #require(place.child)
        try child.write(Array("still here\n".utf8))
        let line = try child.readLine(within: .seconds(5), lengthMax: 100)
        #expect(line == Array("still here".utf8))
    }
}
