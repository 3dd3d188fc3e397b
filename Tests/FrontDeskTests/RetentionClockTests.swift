import Foundation
import Logging
import Registry
import Sealing
import ServiceLifecycle
import Specimens
import Storage
import Synchronization
import Testing

@testable import FrontDesk

@Suite struct RetentionClockTests {
    private let path = FileManager.default.temporaryDirectory.path + "/retention-\(UUID())"

    @Test func `records end on the day their time is over, while the service runs`() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let start = Timestamp(milliseconds: 1_795_357_800_000)
        let data = try DataFolder(path: path, purpose: .trial, at: start)
        defer { data.close() }
        // Journal bodies are the first to end here.
        try await data.journal.append(.device, subject: "reader", body: ["state": "x"], at: start)
        let now = Mutex(start)
        let clock = RetentionClock(
            data: data, terms: RetentionTerms(), isLinked: false,
            logger: Logger(label: "tests"), clock: { now.withLock(\.self) },
            interval: .milliseconds(5))
        let running = Task { try await clock.run() }
        now.withLock { $0 = start + .seconds(86_400 * 201) }
        for await _ in try data.journal.growth() {
            if try await !data.retention.reports().isEmpty { break }
        }
        running.cancel()
        try await running.value
        let report = try #require(try await data.retention.reports().first)
        #expect(!report.keysDestroyed.isEmpty)
        #expect(try await data.journal.verify() == .intact(count: 2))
    }

    @Test func `commands show and change keys and tell what was deleted`() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let data = try DataFolder(path: path, purpose: .trial, at: .now)
        defer { data.close() }
        let before = data.ring.history.count
        let rotated = try await DataAnswer.rotatedKeys(data)
        #expect(data.ring.history.count > before)
        #expect(rotated.text.contains("主密钥在数据文件夹"))
        let master = FileManager.default.contents(atPath: path + "/sealing.key")
        _ = try await DataAnswer.changedMasterKey(data)
        #expect(FileManager.default.contents(atPath: path + "/sealing.key") != master)
        #expect(try await data.journal.verify() == .intact(count: 2))
        let run = try await DataAnswer.retentionRun(RetentionTerms(), isLinked: false, data)
        #expect(run.text.contains("销毁密钥"), "the keys from before the change sealed nothing")
        #expect(
            try await DataAnswer.retentionReports(data).text
                == "\(StoredFaces(count: 0).chinese)\n\(run.text)")
    }
}
