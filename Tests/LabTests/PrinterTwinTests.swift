import Foundation
import Registry
import Testing

@testable import Lab
@testable import Printing

/// A virtual printer and the product's spooler before it, each written from the protocol.
@Suite(.serialized) struct PrinterTwinTests {
    private let name = "ZL20261122-0007/1/1"

    @Test func `a document comes out byte for byte and once, and is found by its name`()
        async throws
    {
        try await withPrinter { twin, spooler in
            let job = try await spooler.submit(document: page, name: name)
            #expect(job.name == name && job.uuid.hasPrefix("urn:uuid:"))
            try await becomes(.completed, spooler)
            let sheets = try await twin.sheets()
            #expect(sheets.map(\.job) == [name])
            let printed = try #require(sheets.first)
            #expect(FileManager.default.contents(atPath: printed.path).map(Array.init) == page)
            #expect(try await spooler.job(named: "ZL20261122-0007/1") == nil)
        }
    }

    @Test func `a purged job leaves nothing in the spooler`() async throws {
        try await withPrinter { twin, spooler in
            _ = try await spooler.submit(document: page, name: name)
            try await becomes(.completed, spooler)
            try await spooler.purge(named: name)
            #expect(try await spooler.job(named: name) == nil)
            #expect(try await twin.spooledDocuments().isEmpty)
            try await spooler.purge(named: name)
        }
    }

    @Test func `without paper the job waits and says so, and prints once after the refill`()
        async throws
    {
        try await withPrinter { twin, spooler in
            try await twin.runOut()
            _ = try await spooler.submit(document: page, name: name)
            try await becomes(.active(faults: [.mediaEmpty]), spooler)
            #expect(try await twin.sheets().isEmpty)
            try await twin.refill()
            try await becomes(.completed, spooler)
            #expect(try await twin.sheets().count == 1)
        }
    }

    @Test func `a jam is told apart from missing paper`() async throws {
        try await withPrinter { twin, spooler in
            try await twin.jam(true)
            _ = try await spooler.submit(document: page, name: name)
            try await becomes(.active(faults: [.mediaJam]), spooler)
            try await twin.jam(false)
            try await becomes(.completed, spooler)
        }
    }

    @Test func `a printer that is switched off is shown, and prints once when it is back`()
        async throws
    {
        try await withPrinter { twin, spooler in
            await twin.stopPrinter()
            _ = try await spooler.submit(document: page, name: name)
            try await becomes(.active(faults: [.offline]), spooler)
            try await twin.startPrinter()
            try await becomes(.completed, spooler)
            #expect(try await twin.sheets().count == 1)
        }
    }

    /// CUPS 2.4.2 calls such a job cancelled or, when its two looks at the printer cross,
    /// completed (seen in one of eight runs): its word is no proof of paper.
    @Test func `a job the printer throws away is over, without a sheet`() async throws {
        try await withPrinter { twin, spooler in
            try await twin.refuseNext()
            _ = try await spooler.submit(document: page, name: name)
            try await eventually {
                let state = try await spooler.job(named: name)?.state
                return state == .cancelled || state == .completed
            }
            #expect(try await twin.sheets().isEmpty)
        }
    }

    @Test func `a waiting job can be cancelled, twice without harm`() async throws {
        try await withPrinter { twin, spooler in
            await twin.stopPrinter()
            _ = try await spooler.submit(document: page, name: name)
            try await spooler.cancel(named: name)
            try await becomes(.cancelled, spooler)
            try await spooler.cancel(named: name)
            try await spooler.cancel(named: "ZL20261122-0008/1/1")
        }
    }

    @Test func `a submission cut off before its document is printed by the next attempt`()
        async throws
    {
        try await withPrinter { twin, spooler in
            _ = try await spooler.announce(name)
            let cut = try #require(try await spooler.job(named: name))
            #expect(cut.state == .awaitingDocument)
            var job = PrintJob(id: Identifier("t"), document: "ZL20261122-0007")
            _ = job.handle(.begin)
            let actions = job.handle(.found(cut))
            #expect(actions == [.save, .cancel(name: name), .begin])
            try await spooler.cancel(named: name)
            _ = job.handle(.begin)
            _ = try await spooler.submit(document: page, name: job.name)
            try await becomes(.completed, spooler, name: job.name)
            #expect(try await twin.sheets().map(\.job) == ["ZL20261122-0007/1/2"])
        }
    }

    @Test func `a stopped service, an unknown queue and a closed queue are told apart`()
        async throws
    {
        try await withPrinter { twin, spooler in
            let lost = CUPSSpooler(server: await twin.server, queue: "nowhere")
            await #expect(throws: PrintingError.queueMissing) {
                try await lost.submit(document: page, name: name)
            }
            try await twin.setAccepting(false)
            await #expect(throws: PrintingError.queueRefuses) {
                try await spooler.submit(document: page, name: name)
            }
            await twin.stopSpooler()
            await #expect(throws: PrintingError.spoolerUnreachable) {
                try await spooler.submit(document: page, name: name)
            }
            await #expect(throws: PrintingError.spoolerUnreachable) {
                try await spooler.job(named: name)
            }
        }
    }

    @Test func `a paused queue is shown as paused and prints when it goes on`() async throws {
        try await withPrinter { twin, spooler in
            try await twin.setPaused(true)
            _ = try await spooler.submit(document: page, name: name)
            try await becomes(.active(faults: [.paused]), spooler)
            try await twin.setPaused(false)
            try await becomes(.completed, spooler)
        }
    }

    @Test func `after the spooler was killed no second sheet comes without a person's yes`()
        async throws
    {
        try await withPrinter { twin, spooler in
            var job = PrintJob(id: Identifier("t"), document: "ZL20261122-0007")
            _ = job.handle(.begin)
            try await twin.runOut()
            _ = job.handle(.submitted(try await spooler.submit(document: page, name: job.name)))
            try await becomes(.active(faults: [.mediaEmpty]), spooler)
            await twin.crashSpooler()
            try await twin.refill()
            try await twin.startSpooler()
            let found = try await spooler.job(named: job.name)
            let actions = job.handle(found.map(PrintEvent.found) ?? .notFound)
            #expect(!actions.contains(.submit(name: job.name)) && !actions.contains(.begin))
            try await eventually { try await twin.sheets().count == 1 }
            if job.state == .unknown {
                #expect(job.handle(.answered(sheetCameOut: true)) == [.save])
            }
        }
    }

    @Test func `the servers end when the lab's end of the line closes`() async throws {
        let log = FileManager.default.temporaryDirectory.path + "/lab-\(UUID().uuidString).log"
        defer { try? FileManager.default.removeItem(atPath: log) }
        let process = try PrinterProcess(["/bin/sleep", "600"], log: log)
        #expect(process.isRunning)
        process.stop()
        #expect(!process.isRunning)
    }

    private func becomes(
        _ state: SpoolState, _ spooler: CUPSSpooler, name: String = "ZL20261122-0007/1/1"
    ) async throws {
        var last: SpoolState?
        try await eventually("\(last.map { "\($0)" } ?? "no job")") {
            last = try await spooler.job(named: name)?.state
            return last == state
        }
    }

    /// Asks every 50 ms until it holds, 20 s at most.
    private func eventually(
        _ present: @autoclosure () -> String = "", _ holds: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            if try await holds() { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("not within 20 s: \(present())")
    }

    private func withPrinter(
        _ body: (PrinterTwin, CUPSSpooler) async throws -> Void
    ) async throws {
        let sheets = FileManager.default.temporaryDirectory.path + "/sheets-\(UUID().uuidString)"
        let twin = try PrinterTwin(folder: sheets)
        do {
            try await twin.start()
            try await body(twin, CUPSSpooler(server: await twin.server, queue: twin.queue))
        } catch {
            await twin.stop()
            throw error
        }
        await twin.stop()
        try FileManager.default.removeItem(atPath: sheets)
    }
}

/// The smallest file that is a PDF page of A4.
private let page = Array(
    """
    %PDF-1.4
    1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
    2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
    3 0 obj<</Type/Page/MediaBox[0 0 595 842]/Parent 2 0 R>>endobj
    trailer<</Root 1 0 R>>
    %%EOF

    """.utf8)
