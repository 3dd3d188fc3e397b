import Foundation
import Registry
import Testing

@testable import CardReader

/// Passive authentication over lists that another implementation has signed.
@Suite struct AuthenticityTests {
    /// 27 November 2026.
    private static let now = 1_795_737_600
    private static let groups = [1: ChipFiles.zone, 2: SecurityFixture.picture]
    private static let trusting = IssuerCertificates(
        certificates: [SecurityFixture.namesake, SecurityFixture.authority])

    private func state(
        _ security: [UInt8], _ groups: [Int: [UInt8]] = groups,
        by issuers: IssuerCertificates = trusting, at time: Int = now
    ) throws -> Authenticity {
        try issuers.authenticity(security: security, groups: groups, at: time)
    }

    @Test(arguments: [SecurityFixture.ecdsa, SecurityFixture.pss])
    func `what a known state signed is trusted`(security: [UInt8]) throws {
        #expect(try state(security) == .issuerTrusted)
        #expect(try state(security, [1: ChipFiles.zone]) == .issuerTrusted)
    }

    @Test(arguments: [SecurityFixture.ecdsa, SecurityFixture.pss])
    func `without the state's certificate the issuer is unknown, whatever his name`(
        security: [UInt8]
    ) throws {
        #expect(try state(security, by: .none) == .issuerUnknown)
        let namesake = IssuerCertificates(certificates: [SecurityFixture.namesake])
        #expect(try state(security, by: namesake) == .issuerUnknown)
        let signer = IssuerCertificates(certificates: [SecurityFixture.signer])
        #expect(try state(security, by: signer) == .issuerUnknown)
    }

    @Test func `a certificate out of its time makes nobody trusted`() throws {
        #expect(try state(SecurityFixture.expired) == .issuerUnknown)
        #expect(try state(SecurityFixture.expired, at: 1_500_000_000) == .issuerTrusted)
        #expect(try state(SecurityFixture.ecdsa, at: 1_000_000_000) == .issuerUnknown)
    }

    @Test func `a group that is changed, or that was never signed, is damage`() throws {
        var zone = ChipFiles.zone
        zone[20] ^= 1
        #expect(try state(SecurityFixture.ecdsa, [1: zone]) == .damaged)
        #expect(try state(SecurityFixture.ecdsa, [1: SecurityFixture.picture]) == .damaged)
        #expect(try state(SecurityFixture.ecdsa, [11: ChipFiles.holder]) == .damaged)
        #expect(try state(SecurityFixture.otherContent) == .damaged)
        #expect(try state(SecurityFixture.masterList) == .damaged)
        #expect(try state([]) == .damaged)
    }

    @Test func `the list cut anywhere is damage, and one changed bit never trusted`() throws {
        let whole = SecurityFixture.ecdsa
        for length in stride(from: 0, to: whole.count, by: 7) {
            #expect(try state(Array(whole.prefix(length))) == .damaged)
        }
        for place in whole.indices {
            var wrong = whole
            wrong[place] ^= 0x10
            // Lengths and names said twice stand outside what is signed: what is read stays.
            guard try state(wrong) == .issuerTrusted else { continue }
            #expect(SecurityFile(wrong) == SecurityFile(whole))
        }
    }

    @Test func `a master list is taken only when its signature is right`() throws {
        let list = try MasterList(SecurityFixture.masterList)
        #expect(
            Set(list.certificates) == [SecurityFixture.authority, SecurityFixture.namesake])
        #expect(
            try list.signerFingerprint == CipherLibrary.digest(SecurityFixture.signer, "SHA256"))
        var wrong = SecurityFixture.masterList
        let place = try #require(wrong.firstRange(of: SecurityFixture.namesake)).lowerBound + 60
        wrong[place] ^= 1
        for file in [
            wrong, [], SecurityFixture.ecdsa, Array(SecurityFixture.masterList.dropLast()),
        ] {
            #expect(throws: PassportError.issuersUnreadable) { try MasterList(file) }
        }
    }

    @Test func `an imported list is read back from its folder, once`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "issuers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        let list = try MasterList(SecurityFixture.masterList)
        #expect(try list.write(to: folder) == 2)
        #expect(try list.write(to: folder) == 0)
        try Data("no certificate".utf8).write(to: folder.appending(path: "README"))
        try Data(SecurityFixture.signer).write(to: folder.appending(path: "signer.der"))
        let read = try IssuerCertificates(folder: folder)
        #expect(Set(read.certificates) == Set(list.certificates))
        #expect(try state(SecurityFixture.ecdsa, by: read) == .issuerTrusted)
    }

    @Test func `certificates in PEM are read, several in a file`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "issuers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        let pem = [SecurityFixture.namesake, SecurityFixture.authority].map {
            "-----BEGIN CERTIFICATE-----\n"
                + Data($0).base64EncodedString(
                    options: [.lineLength64Characters, .endLineWithLineFeed])
                + "\n-----END CERTIFICATE-----\n"
        }
        try Data(("# two\n" + pem.joined()).utf8).write(to: folder.appending(path: "all.pem"))
        #expect(try IssuerCertificates(folder: folder).certificates.count == 2)
        #expect(throws: PassportError.issuersUnreadable) {
            try IssuerCertificates(folder: folder.appending(path: "missing"))
        }
    }
}
