import Foundation
import Testing

@testable import Lab

/// `frontdesk card read` as a process of its own, against the lab's passport.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PassportTests {
    /// The fields that scripts may count on.
    private struct Record: Decodable {
        let kind, name, number, birthDate, validUntil, nationality, authenticity: String
        let sex: Int
        let warnings: [String]
    }

    @Test func `a passport is read by its zone or number, and slips have their own status`()
        async throws
    {
        let folder = URL(filePath: "/tmp/passport-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        let project = Desk.project
        let station = try LabStation(
            .init(
                folder: folder.appending(path: "lab"), materials: project.materials,
                program: project.program("lab")))
        try await station.start()
        let file = folder.appending(path: "kiosk.conf")
        try await project.writeConfiguration(
            to: file, data: folder.appending(path: "data"), station: station, ports: (0, 0),
            changes: [:])
        let kiosk = KioskProcess(
            program: project.program("frontdesk"), configuration: file.path,
            log: folder.appending(path: "frontdesk.log").path)
        func read(_ words: String...) async throws -> (status: Int32, output: [UInt8]) {
            try await kiosk.run(["card", "read", "--json", "--timeout", "5"] + words)
        }
        try await station.insertCard(.passport)
        let line = String(PassportPage.tenant.zone.suffix(44))
        for words in [["--mrz", line], ["--mrz", PassportPage.tenant.zone], ["--can", "123456"]] {
            let (status, output) = try await read(words[0], words[1])
            try #require(status == 0)
            let record = try JSONDecoder().decode(Record.self, from: Data(output))
            #expect(record.kind == "passport" && record.number == "E00007306")
            #expect(record.name == "林小满" && record.nationality == "UTO" && record.sex == 2)
            #expect(record.birthDate == "1949-12-31" && record.validUntil == "2036-01-15")
            #expect(record.authenticity == "issuerTrusted" && record.warnings.isEmpty)
        }
        #expect(try await read("--can", "123457").status == 4)
        #expect(try await read("--mrz", String(line.dropLast()) + "9").status == 2)
        #expect(try await read("--mrz", "E00007307" + line.dropFirst(9)).status == 2)
        #expect(try await read("--can", "12345", "--mrz", line).status == 2)
        #expect(try await read().status == 4)
        try await station.removeCard()
        #expect(try await read("--mrz", line, "--timeout", "1").status == 3)
        await station.stop()
    }
}
