import Foundation
import GRDB
import Registry
import Sealing
import Testing

@testable import Storage

@Suite struct PolicyStoreTests {
    private let place = TemporaryFolder()
    private let one = Identifier<PolicyApplication>("p-1")
    private let two = Identifier<PolicyApplication>("p-2")

    @Test func `policies survive a restart, by key and by tenancy`() async throws {
        var folder = try await place.openVillage()
        let tenancy = try await Fixture.register(
            folder, try await Fixture.lease(folder, try await Fixture.room(folder))
        ).id
        try await folder.policies.save(
            ["queued"], key: one, tenancy: tenancy, number: nil, isFinished: false, at: now)
        try await folder.policies.save(
            ["queued"], key: two, tenancy: tenancy, number: nil, isFinished: false, at: now)
        try await folder.policies.save(
            ["booked"], key: one, tenancy: tenancy, number: "YZ-000001", isFinished: true, at: now)
        folder.close()
        folder = try place.open()
        #expect(try await folder.policies.load([String].self, key: one) == ["booked"])
        #expect(try await folder.policies.load([String].self, key: Identifier("p-3")) == nil)
        #expect(
            try await folder.policies.all([String].self, of: tenancy) == [["booked"], ["queued"]])
        #expect(try await folder.policies.numbers(of: tenancy) == ["YZ-000001"])
        #expect(try await folder.policies.numbers(of: Identifier("t-9")) == [])
        #expect(try place.count("SELECT count(*) FROM policy WHERE isFinished = 1") == 1)
        folder.close()
        for name in try FileManager.default.contentsOfDirectory(atPath: place.data) {
            let bytes = try? Data(contentsOf: URL(filePath: place.data + "/" + name))
            #expect(bytes?.range(of: Data("YZ-000001".utf8)) == nil, "in \(name)")
            #expect(bytes?.range(of: Data("queued".utf8)) == nil, "in \(name)")
        }
    }

    @Test(arguments: [
        "number = (SELECT number FROM policy WHERE key = 'p-2')", "number = state",
        "number = zeroblob(40)",
    ])
    func `a sealed number moved or altered does not open`(change: String) async throws {
        let folder = try await place.openVillage()
        let tenancy = try await Fixture.register(
            folder, try await Fixture.lease(folder, try await Fixture.room(folder))
        ).id
        for key in [one, two] {
            try await folder.policies.save(
                "booked", key: key, tenancy: tenancy, number: "YZ-1", isFinished: true, at: now)
        }
        try await folder.records.write { db in
            try db.execute(sql: "UPDATE policy SET \(change) WHERE key = 'p-1'")
        }
        await #expect(throws: SealingError.notOpened) {
            try await folder.policies.numbers(of: tenancy)
        }
        #expect(try await folder.policies.load(String.self, key: two) == "booked")
    }
}
