import DeviceSupport
import Foundation
import Glibc
import Testing

@testable import Lab

/// `frontdesk card read` as another process, over pcscd and the lab's reader: what it says of each
/// document, and its exit status for each thing that can go wrong.
@Suite(.serialized, .timeLimit(.minutes(3))) struct CardCommandTests {
    /// What the command says of a document.
    private struct Report: Decodable {
        let kind: String
        let name: String
        let number: String
        let authenticity: String
        let warnings: [String]
    }

    /// The lab's reader, and the command beside it.
    private struct Bench {
        let twin: CardReaderTwin
        let kiosk: KioskProcess
        let configuration: String

        /// Runs the command; its exit status and its output.
        func read(_ more: String...) async throws -> (status: Int32, output: [UInt8]) {
            try await kiosk.run(["card", "read", "--json", "--timeout", "2"] + more)
        }
    }

    private func withBench(
        profile: String = "image", _ body: (Bench) async throws -> Void
    ) async throws {
        let folder = URL(filePath: "/tmp/card-\(getpid())-\(UInt32.random(in: 0...(.max)))")
        defer { try? FileManager.default.removeItem(at: folder) }
        let twin = CardReaderTwin(
            folder: folder, program: [Desk.project.program("lab"), "twin-card"])
        try await twin.start()
        let configuration = folder.appending(path: "kiosk.conf")
        try """
        trial = true
        village.name = 样张村
        desk.phone = 0000-0000000
        data.folder = \(folder.path)/data
        reader.profile = \(profile)
        reader.name = \(twin.readerName)
        reader.pcscd_socket = \(twin.pcscdSocket)

        """.write(to: configuration, atomically: true, encoding: .utf8)
        let kiosk = KioskProcess(
            program: Desk.project.program("frontdesk"), configuration: configuration.path,
            log: folder.appending(path: "frontdesk.log").path)
        do {
            try await body(Bench(twin: twin, kiosk: kiosk, configuration: configuration.path))
        } catch {
            await twin.stop()
            throw error
        }
        await twin.stop()
    }

    private func report(_ output: [UInt8]) throws -> Report {
        try JSONDecoder().decode(Report.self, from: Data(output))
    }

    @Test(arguments: ["image", "frames"])
    func `every document is one JSON object and exit status 0`(profile: String) async throws {
        try await withBench { bench in
            for (card, kind, specimen) in [
                (LabCard.tenant, "resident", CardSpecimen.tenant), (.hmt, "hmt", .hmt),
                (.foreigner2017, "foreigner2017", .foreigner2017),
                (.foreigner2023, "foreigner2023", .foreigner2023),
            ] {
                try await bench.twin.insert(card.card(photos: [:]))
                let (status, output) = try await bench.read("--profile", profile)
                #expect(status == 0)
                let report = try report(output)
                #expect((report.kind, report.name) == (kind, specimen.name))
                #expect((report.number, report.authenticity) == (specimen.number, "reader"))
                #expect(report.warnings == [])
            }
            try await bench.twin.insert(.expired)
            let (status, output) = try await bench.read("--profile", profile)
            #expect(status == 0)
            #expect(try report(output).warnings == ["ID-01"])
        }
    }

    @Test func `each thing that goes wrong has its exit status, and nothing is on the output`()
        async throws
    {
        try await withBench { bench in
            for fault in CardFault.allCases {
                try await bench.twin.insert(VirtualCard(.tenant, fault: fault))
                let wanted: Int32 =
                    switch fault {
                    case .noCard: 3
                    case .select, .read, .checksum, .auth: 4
                    case .unauthorised, .selfTest: 5
                    }
                let (status, output) = try await bench.read("--profile", "frames")
                #expect(status == wanted, "\(fault)")
                #expect(output == [], "\(fault)")
            }
            try await bench.twin.insert(.bankCard)
            #expect(try await bench.read().status == 4)
            try await bench.twin.remove()
            #expect(try await bench.read().status == 3)
            #expect(try await bench.read("--reader", "Another").status == 5)
            #expect(try await bench.read("--profile", "telepathy").status == 2)
            try await bench.twin.unplug()
            #expect(try await bench.read().status == 5)
            try await bench.twin.stopDaemon()
            #expect(try await bench.read().status == 5)
            try await bench.twin.startDaemon()
            try await bench.twin.insert(.tenant)
            #expect(try await bench.read().status == 0)
        }
    }

    @Test func `a watch reads one document after the other`() async throws {
        try await withBench { bench in
            let watch = try ChildProcess(command: [
                Desk.project.program("frontdesk"), "card", "watch", "--json", "--config",
                bench.configuration,
            ])
            defer { watch.terminate() }
            func line() throws -> [UInt8] {
                try watch.readLine(within: .seconds(20), lengthMax: 10_000)
            }
            #expect(String(decoding: try line(), as: UTF8.self) == "{\"event\":\"absent\"}")
            try await bench.twin.insert(.tenant)
            #expect(try report(line()).number == CardSpecimen.tenant.number)
            try await bench.twin.insert(.bankCard)
            #expect(String(decoding: try line(), as: UTF8.self) == "{\"event\":\"absent\"}")
            let refused = "{\"event\":\"fault\",\"code\":\"CR-03\"}"
            #expect(String(decoding: try line(), as: UTF8.self) == refused)
            try await bench.twin.insert(.foreigner2023)
            #expect(String(decoding: try line(), as: UTF8.self) == "{\"event\":\"absent\"}")
            #expect(try report(line()).kind == "foreigner2023")
        }
    }

    @Test func `the doctor tells the security module's number`() async throws {
        try await withBench(profile: "frames") { bench in
            try await bench.twin.insert(.tenant)
            #expect(try await bench.read().status == 0)  // It waits until the card is seen.
            let (_, output) = try await bench.kiosk.run(["doctor", "--json"])
            let text = String(decoding: output, as: UTF8.self)
            #expect(text.contains("05.01-20200131-0000000001-0000000002"))
        }
    }
}
