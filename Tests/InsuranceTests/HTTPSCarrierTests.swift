import Foundation
import Registry
import Testing

@testable import Insurance
@testable import Lab

@Suite(.timeLimit(.minutes(1))) struct HTTPSCarrierTests {
    private let application = Sample.application()

    /// A carrier that waits 1 s at most, against the lab's insurer.
    private func withInsurer(
        _ change: (InsurerTwin, URL) throws -> (ca: String, secret: String)? = { _, _ in nil },
        ahead: Duration = .zero, names: String? = nil, host: String = "localhost",
        _ body: (HTTPSCarrier, InsurerTwin) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "insurer-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let twin = InsurerTwin(folder: folder)
        if let names {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try InsurerCertificates(folder: folder, names: names).make()
        }
        try await twin.start()
        let paths = try change(twin, folder)
        var settings = CarrierSettings(
            url: "https://\(host):\(await twin.port)", client: twin.client,
            secretPath: paths?.secret ?? twin.secretPath,
            trustRootsPath: paths?.ca ?? twin.caPath)
        settings.limit = .seconds(1)
        let carrier = try HTTPSCarrier(settings, clock: { Timestamp.present + ahead })
        do {
            try await body(carrier, twin)
        } catch {
            Issue.record(error)
        }
        // In this order: a client that gave up waits 5 s for the word of a silent server's end.
        await twin.stop()
        try await carrier.shutdown()
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func `a policy is quoted, booked once however often it is asked for, and ended`(
        host: String
    ) async throws {
        try await withInsurer(host: host) { carrier, twin in
            #expect(try await carrier.status(of: application.key) == nil)
            #expect(try await carrier.quote(application) == Money(fen: 6_000))
            let policy = try await carrier.book(application)
            #expect(policy.status == .booked && policy.premium == Money(fen: 6_000))
            #expect(try await carrier.book(application) == policy)
            #expect(try await carrier.status(of: application.key) == policy)
            #expect(await twin.policies.map(\.number) == [policy.number])
            #expect(await twin.policies.map(\.requests) == [2])
            let ended = try await carrier.cancel(application.key, on: Sample.lastDay)
            #expect(ended.status == .cancelled && ended.number == policy.number)
            #expect(try await carrier.cancel(application.key, on: Sample.lastDay) == ended)
            #expect(await twin.policies.isEmpty)
            await #expect(throws: InsuranceError.refused(.cancelled)) {
                try await carrier.book(application)
            }
        }
    }

    @Test func `a booking whose answer never comes is found by its key`() async throws {
        try await withInsurer { carrier, twin in
            try await twin.turn(.next(.timeoutOnce))
            #expect(try await carrier.quote(application) == Money(fen: 6_000))
            await #expect(throws: InsuranceError.silent) { try await carrier.book(application) }
            let policy = try #require(try await carrier.status(of: application.key))
            #expect(try await carrier.book(application) == policy)
            #expect(await twin.policies.count == 1)
        }
    }

    @Test func `a key that was ended before its booking arrived books nothing`() async throws {
        try await withInsurer { carrier, twin in
            let ended = try await carrier.cancel(application.key, on: Sample.lastDay)
            #expect(ended.status == .cancelled && ended.number.isEmpty)
            await #expect(throws: InsuranceError.refused(.cancelled)) {
                try await carrier.book(application)
            }
            #expect(try await carrier.status(of: application.key)?.status == .cancelled)
            #expect(await twin.policies.isEmpty)
        }
    }

    @Test(arguments: [
        (InsurerFault.failOnce, InsuranceError.outOfService(status: 500)),
        (.alteredOnce, .badAnswer), (.doubledOnce, .badAnswer), (.oversizeOnce, .badAnswer),
        (.otherPathOnce, .badAnswer), (.staleOnce, .clocksDiffer),
    ])
    func `a wrong answer is refused, the next right one is taken`(
        fault: InsurerFault, error: InsuranceError
    ) async throws {
        try await withInsurer { carrier, twin in
            try await twin.turn(.next(fault))
            await #expect(throws: error) { try await carrier.book(application) }
            #expect(try await carrier.book(application).status == .booked)
            #expect(await twin.policies.count == 1)
        }
    }

    @Test func `a refusal, a higher premium and an unknown product are told apart`() async throws {
        try await withInsurer { carrier, twin in
            try await twin.turn(.isDearer(true))
            #expect(try await carrier.quote(application) == Money(fen: 6_600))
            await #expect(throws: InsuranceError.premiumChanged) {
                try await carrier.book(application)
            }
            try await twin.turn(.refuses(true))
            await #expect(throws: InsuranceError.refused(.age)) {
                try await carrier.quote(application)
            }
            try await twin.turn(.refuses(false))
            await #expect(throws: InsuranceError.unknownProduct) {
                try await carrier.quote(Sample.application(product: "no-such"))
            }
            #expect(await twin.policies.isEmpty)
        }
    }

    @Test func `nobody there and somebody else there are told apart`() async throws {
        try await withInsurer { carrier, twin in
            await twin.stop()
            await #expect(throws: InsuranceError.unreachable) {
                try await carrier.quote(application)
            }
            try await twin.start()
            #expect(try await carrier.quote(application) == Money(fen: 6_000))
        }
        try await withInsurer({ twin, folder in
            let other = folder.appending(path: "other")
            try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
            let certificates = InsurerCertificates(folder: other)
            try certificates.make()
            return (certificates.authority, twin.secretPath)
        }) { carrier, twin in
            await #expect(throws: InsuranceError.untrusted) { try await carrier.book(application) }
            #expect(await twin.policies.isEmpty)
        }
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func `a certificate of the right authority for another host is refused`(
        host: String
    ) async throws {
        try await withInsurer(names: "DNS:elsewhere.example,IP:127.0.0.9", host: host) {
            carrier, twin in
            await #expect(throws: InsuranceError.untrusted) { try await carrier.book(application) }
            #expect(await twin.entries.isEmpty)
        }
    }

    @Test func `another secret books nothing and believes nothing`() async throws {
        try await withInsurer({ twin, folder in
            let secret = folder.appending(path: "other-secret").path
            _ = FileManager.default.createFile(
                atPath: secret, contents: Data(repeating: 0x41, count: 32),
                attributes: [.posixPermissions: 0o600])
            return (twin.caPath, secret)
        }) { carrier, twin in
            await #expect(throws: InsuranceError.badAnswer) { try await carrier.book(application) }
            #expect(await twin.entries.isEmpty)
        }
    }

    @Test func `a clock that is ten minutes off is named`() async throws {
        try await withInsurer(ahead: .seconds(600)) { carrier, twin in
            await #expect(throws: InsuranceError.clocksDiffer) {
                try await carrier.book(application)
            }
            #expect(await twin.entries.isEmpty)
        }
    }

    @Test func `a stop in the middle of a call is a stop, not a fault`() async throws {
        try await withInsurer { carrier, twin in
            try await twin.turn(.next(.timeoutOnce))
            let call = Task { try await carrier.book(application) }
            while await twin.entries.isEmpty { await Task.yield() }
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
        }
    }
}

extension Timestamp {
    fileprivate static var present: Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    }
}
