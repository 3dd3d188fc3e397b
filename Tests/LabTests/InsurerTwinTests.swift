import Foundation
import Registry
import Testing

@testable import Lab

@Suite struct InsurerTwinTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "insurer-twin-\(UUID().uuidString)")

    @Test func `a stopped insurer comes back on its port, with its secret and its book`()
        async throws
    {
        defer { try? FileManager.default.removeItem(at: folder) }
        var twin = InsurerTwin(folder: folder)
        try await twin.start()
        let (port, secret) = (await twin.port, try Data(contentsOf: URL(filePath: twin.secretPath)))
        #expect(port > 0)
        let mode = try FileManager.default.attributesOfItem(atPath: twin.secretPath)[
            .posixPermissions]
        #expect(mode as? Int == 0o600)
        try await twin.turn(.isOn(false))
        #expect(await !twin.isOn)
        try await twin.turn(.isOn(true))
        #expect(await twin.port == port)
        await twin.stop()

        var book = InsurerBook()
        _ = book.cancel("k-1", on: "2027-02-01")
        try JSONEncoder().encode(book).write(to: folder.appending(path: "book.json"))
        twin = InsurerTwin(folder: folder)
        try await twin.start()
        #expect(await twin.entries.keys.sorted() == ["k-1"])
        #expect(try Data(contentsOf: URL(filePath: twin.secretPath)) == secret)
        await twin.stop()
    }

    @Test func `every word of the command is a switch, no other is`() {
        for word in InsurerSwitch.words { #expect(InsurerSwitch(word) != nil) }
        #expect(InsurerSwitch("list") == nil)
        #expect(InsurerSwitch("") == nil)
    }
}
