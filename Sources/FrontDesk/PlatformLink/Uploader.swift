import DeviceSupport
import Logging
import Registry
import ServiceLifecycle
import Storage
import Sync

/// Brings the journal to the platform: carries out what the ``Upload`` value asks for.
///
/// The journal is the queue; all that is kept besides is how far the platform has it.
actor Uploader: Service {
    private let data: DataFolder
    private let platform: PlatformClient
    private let village: Identifier<Village>
    private let standing: LinkStanding
    private let logger: Logger
    /// Called when the platform has more than before, or cannot be reached any more.
    private let onChange: @Sendable () async -> Void
    private var backoff = Backoff()

    init(
        data: DataFolder, platform: PlatformClient, village: Identifier<Village>,
        standing: LinkStanding, logger: Logger,
        onChange: @escaping @Sendable () async -> Void = {}
    ) {
        (self.data, self.platform, self.village) = (data, platform, village)
        (self.standing, self.logger, self.onChange) = (standing, logger, onChange)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            do {
                try await self.upload()
            } catch is CancellationError {
            } catch {
                self.logger.error("upload ended", metadata: ["code": "\(Fault(error).code)"])
            }
        }
    }

    private func upload() async throws {
        var upload = Upload(next: try await data.journal.uploadNext(), newest: 0)
        for await _ in try data.journal.growth() {
            var events: [Upload.Event] = [.grown(to: try await data.journal.newest())]
            while !events.isEmpty {
                try Task.checkCancellation()
                for action in upload.handle(events.removeFirst()) {
                    if let event = try await carryOut(action) { events.append(event) }
                }
            }
        }
    }

    /// - Returns: what came of it, where something does.
    private func carryOut(_ action: Upload.Action) async throws -> Upload.Event? {
        switch action {
        case .send(let first, let last):
            return try await send(first, last)
        case .save(let next):
            backoff.succeeded()
            try await data.journal.uploaded(below: next)
            await standing.uploaded(nil)
            await onChange()
            return nil
        case .retryLater:
            try await Task.sleep(for: backoff.failed())
            return .retry
        case .alarm:
            await failed(PlatformLinkError.journalBehind)
            return nil
        }
    }

    private func send(_ first: Int, _ last: Int) async throws -> Upload.Event {
        do {
            let entries = try await data.journal.entries(from: first, limit: last - first + 1)
            let events = try entries.map {
                try KioskEvent($0, village: village, kiosk: platform.kiosk)
            }
            for sha256 in Set(events.compactMap(\.document)).sorted() {
                try await platform.file(try await data.archive.document(sha256), sha256: sha256)
            }
            return try await platform.send(events)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            await failed(error)
            return .failed
        }
    }

    private func failed(_ error: any Error) async {
        let fault = Fault(error)
        // Once for each new reason: an outage of weeks is one line.
        if await standing.uploaded(fault) {
            logger.warning("not uploaded", metadata: ["code": "\(fault.code)"])
            await onChange()
        }
    }
}
