import Foundation
import HTTPTypes
import Registry
import Sealing
import Sync
import Testing

@testable import Platform

@Suite struct BlobTests {
    private let document = Data("%PDF-1.7 样张合同".utf8)
    /// SHA-256 of the document, computed by another program.
    private let name = "35eabec840d39addef462ddf2d6f5497c4e292afde8be3deff65d67848d15f7b"

    private func ask(
        _ fixture: PlatformFixture, _ method: HTTPRequest.Method, _ name: String,
        _ body: Data = Data(), as kiosk: String = "east"
    ) async throws -> Answer {
        try await fixture.ask(
            "/v1/blobs/\(name)", method,
            [.authorization: fixture.fingerprints[kiosk] ?? ""], body)
    }

    @Test func `a document is kept once, sealed, and is there for its own village`()
        async throws
    {
        let fixture = try await PlatformFixture()
        #expect(try await ask(fixture, .head, name).status == 404)
        #expect(try await ask(fixture, .put, name, document).status == 201)
        #expect(try await ask(fixture, .put, name, document).status == 200)
        #expect(try await ask(fixture, .head, name, as: "west").status == 200)
        #expect(try await ask(fixture, .head, name, as: "north").status == 404)
        #expect(try await fixture.count("SELECT count(*) FROM blob") == 1)

        let files = try FileManager.default.contentsOfDirectory(atPath: fixture.folder.blobs)
        #expect(files == [name])
        let sealed = try Data(contentsOf: URL(filePath: "\(fixture.folder.blobs)/\(name)"))
        #expect(sealed.firstRange(of: Data("样张".utf8)) == nil)
        let opened = try fixture.sealer.open(Array(sealed), bound: .file(sha256: name))
        #expect(Data(opened) == document)
        // Another village that sends the same gets a row of its own.
        #expect(try await ask(fixture, .put, name, document, as: "north").status == 201)
        #expect(try await ask(fixture, .head, name, as: "north").status == 200)
    }

    @Test func `bytes with another hash are refused and not kept`() async throws {
        let fixture = try await PlatformFixture()
        let answer = try await ask(fixture, .put, name, document + Data([0]))
        #expect(answer.status == 422)
        #expect(answer.refusal?.code == "PF-30")
        #expect(try await ask(fixture, .head, name).status == 404)
        let files = try FileManager.default.contentsOfDirectory(atPath: fixture.folder.blobs)
        #expect(files == [])
    }

    @Test func `a row whose file is gone is no document, and is mended by a repeat`()
        async throws
    {
        let fixture = try await PlatformFixture()
        #expect(try await ask(fixture, .put, name, document).status == 201)
        try FileManager.default.removeItem(atPath: "\(fixture.folder.blobs)/\(name)")
        #expect(try await ask(fixture, .head, name).status == 404)
        #expect(try await ask(fixture, .put, name, document).status == 200)
        #expect(try await ask(fixture, .head, name).status == 200)
    }

    @Test func `more than 32 MiB are refused`() async throws {
        let fixture = try await PlatformFixture()
        let large = Data(repeating: 0, count: KioskRoutes.documentMax + 1)
        #expect(try await ask(fixture, .put, name, large).status == 422)
    }

    @Test(arguments: ["x", "..%2F..%2Fsealing.key", String(repeating: "0", count: 63)])
    func `a name that is no hash is refused`(name: String) async throws {
        let fixture = try await PlatformFixture()
        #expect(try await ask(fixture, .put, name, document).status == 422)
        let upper = self.name.uppercased()
        #expect(try await ask(fixture, .put, upper, document).status == 422)
    }
}
