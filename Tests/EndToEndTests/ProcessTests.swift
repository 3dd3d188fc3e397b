import Foundation
import Glibc
import Registry
import Synchronization
import Testing

@testable import Lab

/// What the running service's processes show and leave behind.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ProcessTests {
    /// One process as `/proc` shows it.
    private struct Running {
        let pid: pid_t
        let parent: pid_t
        let isZombie: Bool
        var command: String {
            let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
            return String(decoding: bytes.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
        }

        init?(_ pid: pid_t) {
            guard let stat = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else {
                return nil
            }
            // The name before it may hold anything, a bracket too.
            let text = String(decoding: stat, as: UTF8.self)
            let words = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
            guard words.count > 2, let parent = pid_t(words[2]) else { return nil }
            (self.pid, self.parent, self.isZombie) = (pid, parent, words[1] == "Z")
        }

        /// `pid` and all that it started, directly or not.
        static func family(of pid: pid_t) -> [Running] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
            let all = names.compactMap { pid_t($0) }.compactMap { Running($0) }
            var family = all.filter { $0.pid == pid }
            var index = 0
            while index < family.count {
                family += all.filter { $0.parent == family[index].pid }
                index += 1
            }
            return family
        }
    }

    /// Lets children of this process write core files, as far as it may itself.
    private func allowCores() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    }

    /// The photo decoder lives for some milliseconds, too short to be met by looking: this stands
    /// before it, writes down the words it was started with, and becomes it.
    private func decoderThatTells(_ words: String) throws -> String {
        let path = words + ".sh"
        let decoder = Desk.project.program("PhotoDecoder")
        let script = """
            #!/bin/sh
            printf '%s\\n' "PhotoDecoder $*" >> '\(words)'
            exec '\(decoder)' "$@"

            """
        try script.write(toFile: path, atomically: true, encoding: .utf8)
        chmod(path, 0o700)
        return path
    }

    private func cores() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: ".").filter { $0.hasPrefix("core") }
    }

    @Test func `no command line names a person or a secret, and a crash leaves nothing behind`()
        async throws
    {
        allowCores()
        let coresBefore = try cores()
        let words = FileManager.default.temporaryDirectory.path + "/decoder-\(UUID())"
        let decoder = try decoderThatTells(words)
        defer { for path in [words, decoder] { unlink(path) } }
        try await withDesk(changes: ["photo.decoder": decoder]) { desk in
            let pid = try #require(await desk.kiosk.pid)
            let seen = Mutex<Set<String>>([])
            let watch = Task {
                while !Task.isCancelled {
                    let commands = Running.family(of: pid).map(\.command)
                    seen.withLock { $0.formUnion(commands) }
                    await Task.yield()
                }
            }
            let plan = VirtualTenant.Plan()
            _ = try await desk.tenant(plan).checkIn()
            watch.cancel()
            await watch.value
            let told = try String(contentsOfFile: words, encoding: .utf8)
            let commands = seen.withLock { $0 }.union([told])
            #expect(commands.contains { $0.contains("render.py") })
            #expect(commands.contains { $0.contains("PhotoDecoder") })
            let files = [desk.passwordFile, desk.folder.path + "/platform/\(Desk.id).code"]
            let secrets = try files.map {
                try String(contentsOfFile: $0, encoding: .utf8)
                    .trimmingCharacters(in: .whitespacesAndNewlines)
            }
            let person = CardSpecimen.tenant
            for value in [person.name, person.number, plan.phone] + secrets {
                #expect(!value.isEmpty && !commands.contains { $0.contains(value) })
            }

            let limits = try String(contentsOfFile: "/proc/\(pid)/limits", encoding: .utf8)
            #expect(limits.contains(#/Max core file size +0 +0 /#))
            let child = try #require(
                Running.family(of: pid).first { $0.command.contains("render.py") })
            let status = try String(contentsOfFile: "/proc/\(child.pid)/status", encoding: .utf8)
            #expect(status.contains("Seccomp:\t2") && status.contains("NoNewPrivs:\t1"))

            // Stopped, it cannot see its input's end: only the kernel can take it along.
            kill(child.pid, SIGSTOP)
            #expect(await desk.kiosk.stop(signal: SIGABRT) == 128 + SIGABRT)
            let deadline = ContinuousClock.now + .seconds(5)
            var left = Running(child.pid)
            while let running = left, !running.isZombie, ContinuousClock.now < deadline {
                await Task.yield()
                left = Running(child.pid)
            }
            #expect(left?.isZombie ?? true, "the child outlived the service")
        }
        #expect(try cores() == coresBefore)
    }
}
