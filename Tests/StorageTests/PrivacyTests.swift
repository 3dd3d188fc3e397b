import Foundation
import GRDB
import Registry
import Sealing
import Testing

@testable import Storage

@Suite struct PrivacyTests {
    private let place = TemporaryFolder()

    /// Every byte the folder holds, file by file.
    private func files() throws -> [(name: String, bytes: Data)] {
        let all = try #require(FileManager.default.enumerator(atPath: place.data))
        return try all.compactMap { $0 as? String }.filter { $0 != "archive" }.map {
            ($0, try Data(contentsOf: URL(filePath: place.data + "/" + $0)))
        }
    }

    @Test func `no personal value stands in clear in any file`() async throws {
        let folder = try await place.openVillage()
        let offer = try await Fixture.room(folder)
        let signed = try await Fixture.lease(folder, offer)
        let session = Identifier<CheckInSession>("c-1")
        try await folder.checkIns.save(signed, id: session, at: now)
        try await Fixture.register(folder, signed)
        try await folder.printJobs.save(signed, key: "ZL/1/1", isFinished: false, at: now)
        try await folder.staff.create(
            Staff(id: Identifier("101"), name: "样张职员", role: .clerk), password: "样张密码一二三",
            at: now)
        let exception = DeskException(
            id: Identifier("x-1"), subject: .checkIn(session), fault: .unexpected,
            remedies: [.compareInPerson], raisedAt: now)
        try await folder.exceptions.raise(exception)
        try await folder.exceptions.resolve(
            exception.id, by: Identifier("101"), remedy: .compareInPerson,
            reason: "认得\(Fixture.name)", at: now)

        let landlord = signed.draft.landlord
        let personal = [
            Fixture.name, Fixture.number, Fixture.phone, Fixture.address, "汉族", "1949-12-31",
            landlord.name, landlord.number, landlord.phone, "样张租客", "样张职员", "样张密码",
            "认得", #""strokes""#, "0102030405060708", "样张市公安局",
        ]
        let held = try files()
        #expect(held.contains { $0.name.hasSuffix("-wal") && $0.bytes.count > 4_096 })
        #expect(held.contains { $0.name.hasPrefix("archive/") })
        for value in personal {
            for encoding in [String.Encoding.utf8, .utf16LittleEndian, .utf16BigEndian] {
                let bytes = try #require(value.data(using: encoding))
                for file in held {
                    #expect(file.bytes.range(of: bytes) == nil, "\(value) in \(file.name)")
                }
            }
        }
        // The search itself finds what is meant to be there.
        let clear = Data(offer.house.address.utf8)
        #expect(held.contains { $0.bytes.range(of: clear) != nil })
    }

    @Test(arguments: [
        "document = (SELECT document FROM tenancy WHERE id = 't-2')", "document = phone",
        "phone = document", "phone = zeroblob(40)", "phone = zeroblob(0)",
    ])
    func `a sealed field moved or altered does not open`(change: String) async throws {
        let folder = try await place.openVillage()
        for (id, number) in [("t-1", Fixture.number), ("t-2", Fixture.otherNumber)] {
            let lease = try await Fixture.lease(
                folder, try await Fixture.room(folder), tenancy: id, tenant: number)
            try await Fixture.register(folder, lease, effect: "e-" + id)
        }
        try await folder.records.write { db in
            try db.execute(sql: "UPDATE tenancy SET \(change) WHERE id = 't-1'")
        }
        await #expect(throws: SealingError.notOpened) {
            try await folder.tenancies.tenancy(Identifier("t-1"))
        }
        _ = try await folder.tenancies.tenancy(Identifier("t-2"))
    }
}
