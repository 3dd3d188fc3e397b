import Glibc
import Testing

@testable import DeviceSupport

@Suite struct ChildProcessTests {
    @Test func `a child gets the three standard streams and nothing else`() throws {
        let leaky = open("/dev/null", O_RDONLY)
        defer { close(leaky) }
        let child = try ChildProcess(command: ["/bin/sh", "-c", "ls /proc/$$/fd"])
        child.closeInput()
        let output = try child.readToEnd(within: .seconds(10), lengthMax: 10_000)
        let numbers = String(decoding: output, as: UTF8.self).split(separator: "\n")
        #expect(numbers.contains("0") && !numbers.contains("\(leaky)"))
    }

    @Test func `what is written to a child comes back line by line`() throws {
        let child = try ChildProcess(command: ["/bin/cat"])
        try child.write(Array("first\nsecond\n".utf8))
        #expect(try child.readLine(within: .seconds(5), lengthMax: 100) == Array("first".utf8))
        #expect(try child.readLine(within: .seconds(5), lengthMax: 100) == Array("second".utf8))
    }

    @Test func `a megabyte passes whole, to the child's end`() throws {
        let child = try ChildProcess(command: ["/usr/bin/head", "-c", "1000000", "/dev/zero"])
        child.closeInput()
        let output = try child.readToEnd(within: .seconds(5), lengthMax: 2_000_000)
        #expect(output.count == 1_000_000)
        #expect(child.wait() == 0)
    }

    @Test func `a silent child is noticed at the limit and not before`() throws {
        let child = try ChildProcess(command: ["/bin/sleep", "60"])
        let start = ContinuousClock.now
        #expect(throws: ChildProcessError.timedOut) {
            try child.readLine(within: .milliseconds(200), lengthMax: 100)
        }
        #expect(ContinuousClock.now - start >= .milliseconds(200))
        child.terminate()
        #expect(child.wait() == 128 + 9)
    }

    @Test func `output without end is cut off`() throws {
        let child = try ChildProcess(command: ["/usr/bin/yes"])
        #expect(throws: ChildProcessError.tooLong) {
            _ = try child.readToEnd(within: .seconds(10), lengthMax: 100_000)
        }
    }

    @Test func `writing to a child that has ended is an error and ends nobody`() throws {
        let child = try ChildProcess(command: ["/bin/true"])
        #expect(child.wait() == 0)
        #expect(throws: ChildProcessError.ended) {
            try child.write([UInt8](repeating: 0x20, count: 1_000_000))
        }
    }

    @Test func `a program that does not exist is not started`() {
        #expect(throws: ChildProcessError.notStarted(2)) {
            _ = try ChildProcess(command: ["/no/such/program"])
        }
    }

    @Test func `a child sees only the environment it is given`() throws {
        let child = try ChildProcess(command: ["/usr/bin/env"], environment: ["ONE=1"])
        let output = try child.readToEnd(within: .seconds(5), lengthMax: 10_000)
        #expect(String(decoding: output, as: UTF8.self) == "ONE=1\n")
    }

    @Test func `children started at the same time do not hold each other's streams open`()
        async throws
    {
        try await withThrowingTaskGroup(of: Int32.self) { group in
            for _ in 0..<32 {
                group.addTask {
                    let child = try ChildProcess(command: ["/bin/cat"])
                    child.closeInput()
                    _ = try child.readToEnd(within: .seconds(10), lengthMax: 10)
                    return child.wait()
                }
            }
            for try await status in group { #expect(status == 0) }
        }
    }
}

@Suite struct BackoffTests {
    @Test func `waits grow to five seconds and start again after success`() {
        var backoff = Backoff()
        let waits = (0..<5).map { _ in backoff.failed() }
        #expect(waits == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(5), .seconds(5)])
        backoff.succeeded()
        #expect(backoff.failed() == .milliseconds(500))
    }
}
