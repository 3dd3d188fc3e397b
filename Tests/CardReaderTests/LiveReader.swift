import Foundation
import Registry
import Testing

@testable import CardReader
@testable import Lab

/// The one card reader of the test process: pcsc-lite looks its socket's path up once a process,
/// so all live tests share it, one after another.
enum LiveReader {
    /// Short: a socket's path has room for 107 bytes.
    private static let folder = URL(filePath: "/tmp/frontdesk-card-\(getpid())")
    static let twin = CardReaderTwin(
        folder: folder, program: [Built.path("lab"), "twin-card"])

    /// A reader on a fresh slot: no card on it, the service running.
    static func reader(
        named name: String = PcscDaemon.readerName, limit: Duration = .seconds(10)
    ) async throws -> PCSCReader {
        try await started.value
        try await twin.startDaemon()
        try await twin.remove()
        let reader = PCSCReader(readerName: name, pcscdSocket: twin.pcscdSocket, limit: limit)
        if name == PcscDaemon.readerName { try await reader.wait(for: .absent) }
        return reader
    }

    /// Where readers of every profile find it.
    static let place = CardReaderPlace(
        name: PcscDaemon.readerName, pcscdSocket: twin.pcscdSocket, device: "")

    private static let started = Task {
        try await twin.start()
        // The process that plays the card ends with this one; its folder is removed here.
        atexit {
            do { try FileManager.default.removeItem(at: LiveReader.folder) } catch { return }
        }
    }
}

extension PCSCReader {
    /// Waits until the slot is in `state`.
    func wait(for state: DocumentPresence) async throws {
        let reached = try await within(.seconds(10)) {
            for await presence in self.presence() where presence == state { return true }
            return false
        }
        #expect(reached == true, "the slot never became \(state)")
    }

    /// The next `count` changes of the slot, while `action` runs after the first one.
    func changes(
        _ count: Int, after action: @escaping @Sendable () async throws -> Void
    ) async throws -> [DocumentPresence] {
        let seen = try await within(.seconds(20)) {
            var seen: [DocumentPresence] = []
            for await presence in self.presence() {
                seen.append(presence)
                if seen.count == 1 { try await action() }
                if seen.count == count { break }
            }
            return seen
        }
        return seen ?? []
    }
}

/// The result of `work`; `nil` when it did not come within `limit`.
func within<Result: Sendable>(
    _ limit: Duration, _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result? {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        let first = try await group.next() ?? nil
        group.cancelAll()
        return first
    }
}
