import Foundation
import HTTPTypes
import Registry
import Sync
import Testing

@testable import Platform

@Suite struct KioskSignInTests {
    private let east = RegisteredKiosk(village: guihua, id: Identifier("east"))

    private func enrol(_ fixture: PlatformFixture, _ code: String) async throws -> Answer {
        let body = EnrolmentRequest(code: code, request: try PlatformFixture.request())
        return try await fixture.ask(
            "/v1/enrolments", .post, [.contentType: "application/json"],
            try JSONEncoder().encode(body))
    }

    @Test func `without a kiosk's own certificate nothing is told and nothing taken`()
        async throws
    {
        let fixture = try await PlatformFixture()
        let blob = "/v1/blobs/\(String(repeating: "0", count: 64))"
        for (shown, status) in [
            (nil, 401), (String(repeating: "0", count: 64), 401),
            (fixture.fingerprints["west"], 403), (fixture.fingerprints["north"], 403),
        ] as [(String?, Int)] {
            var headers: HTTPFields = [.contentType: "application/cloudevents-batch+json"]
            headers[.authorization] = shown
            let asked = try await fixture.ask("/v1/kiosks/east/changes?wait=0", .get, headers)
            #expect(asked.status == status)
            #expect(asked.refusal?.code == (status == 401 ? "PF-20" : "PF-21"))
            #expect(
                try await fixture.ask("/v1/kiosks/east/events", .post, headers).status == status)
            if status == 401 {
                #expect(try await fixture.ask(blob, .put, headers).status == 401)
                #expect(try await fixture.ask(blob, .head, headers).status == 401)
            }
        }
    }

    @Test func `a code gives one certificate, which ends the one before it`() async throws {
        let fixture = try await PlatformFixture()
        let store = KioskStore(database: fixture.database)
        let code = try await store.add(guihua, east.id, name: "样张", at: now)
        #expect(try await fixture.get("wait=0").status == 200, "not before the code is used")
        let given = try await enrol(fixture, code.lowercased())
        #expect(given.status == 200)
        #expect(try given.decoded(EnrolmentAnswer.self).certificate.contains("CERTIFICATE"))
        let old = try await fixture.get("wait=0")
        #expect(old.status == 401 && old.refusal?.code == "PF-46")
        let again = try await enrol(fixture, code)
        #expect(again.status == 403 && again.refusal?.code == "PF-48")
    }

    @Test func `wrong and expired codes are refused, and none stands in the table`()
        async throws
    {
        let fixture = try await PlatformFixture()
        let store = KioskStore(database: fixture.database)
        let early = Timestamp(milliseconds: now.milliseconds - 24 * 3_600_000)
        let code = try await store.add(guihua, east.id, name: "样张", at: early)
        let other = code.replacing(code.prefix(1), with: code.first == "A" ? "B" : "A")
        for wrong in [code, other, "", "%", String(repeating: "A", count: 9_000)] {
            #expect(try await enrol(fixture, wrong).refusal?.code == "PF-48")
        }
        let stored = try await fixture.database.transaction(.county) { session in
            try session.rows("SELECT code_hash FROM enrolment").map { try $0.bytes("code_hash") }
        }
        #expect(stored.count == 3 && stored.allSatisfy { $0.count == 32 })
        await #expect(throws: PlatformError.unknownVillage) {
            try await store.add(Identifier("nowhere"), Identifier("k"), name: "样张", at: now)
        }
    }

    @Test func `a request that is none leaves the code as it was`() async throws {
        let fixture = try await PlatformFixture()
        let store = KioskStore(database: fixture.database)
        let code = try await store.add(guihua, east.id, name: "样张", at: now)
        for text in ["", "{}", #"{"code":"\#(code)","request":"-----BEGIN"}"#] {
            let answer = try await fixture.ask(
                "/v1/enrolments", .post, [.contentType: "application/json"], Data(text.utf8))
            #expect(answer.refusal?.code == "PF-29")
        }
        #expect(try await enrol(fixture, code).status == 200)
    }

    @Test func `revoked and expired certificates are refused, each with its code`()
        async throws
    {
        let fixture = try await PlatformFixture()
        let store = KioskStore(database: fixture.database)
        let hash = try #require([UInt8](hex: fixture.fingerprints["east"] ?? ""))
        #expect(try await store.kiosk(fingerprint: hash, at: now) == east)
        let later = Timestamp(
            milliseconds: now.milliseconds + Int64(KioskRoutes.certificateDays) * 86_400_000)
        await #expect(throws: PlatformError.certificateExpired) {
            try await store.kiosk(fingerprint: hash, at: later)
        }
        #expect(try await store.revoke(guihua, east.id, serial: "00", at: now) == 0)
        #expect(try await store.revoke(liyuan, east.id, at: now) == 0)
        #expect(try await store.revoke(guihua, east.id, at: now) == 1)
        #expect(try await store.revoke(guihua, east.id, at: now) == 0, "once")
        await #expect(throws: PlatformError.certificateRevoked) {
            try await store.kiosk(fingerprint: hash, at: now)
        }
        #expect(try await !store.isEnrolled(guihua, east.id, at: now))
    }
}
