import Crypto
import Foundation
import Registry
import SwiftASN1
import Testing
import X509

@testable import Certificates

@Suite struct AuthorityTests {
    private let folder: String
    private let now = Timestamp(milliseconds: 1_795_000_000_000)
    private let hosts = ["localhost", "127.0.0.1", "desk.example"]

    init() throws {
        folder = NSTemporaryDirectory() + "certificates-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func done() { try? FileManager.default.removeItem(atPath: folder) }

    private func authority(_ name: String = "own", at time: Timestamp? = nil) throws -> Authority {
        try Authority(folder: folder, name: name, at: time ?? now)
    }

    private var server: CertificateFiles { CertificateFiles(folder: folder, name: "server") }

    private func days(_ count: Int) -> Timestamp { now + .seconds(count * 86_400) }

    @Test func `a server's certificate names its hosts, and its key is its owner's alone`() throws {
        defer { done() }
        try authority().provideServer(server, hosts: hosts, at: now)
        let (made, _) = try #require(try server.read())
        #expect(try made.extensions.extendedKeyUsage == ExtendedKeyUsage([.serverAuth]))
        #expect(
            try made.extensions.subjectAlternativeNames
                == SubjectAlternativeNames([
                    .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
                    .dnsName("desk.example"), .dnsName("localhost"),
                ]))
        let mode = try FileManager.default.attributesOfItem(atPath: server.key)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(Authority.daysLeft(made, at: now) == Authority.serverDays)
        #expect(Authority.daysLeft(made, at: days(Authority.serverDays + 1)) == 0)
    }

    @Test func `it stays as it is until a name changes or its end comes near`() throws {
        defer { done() }
        func provide(_ hosts: [String], at time: Timestamp) throws -> Certificate {
            try authority().provideServer(server, hosts: hosts, at: time)
            return try #require(try server.read()).0
        }
        let first = try provide(hosts, at: now)
        #expect(try provide(hosts.reversed(), at: now) == first)
        let margin = Authority.serverDays - Authority.serverDaysLeftMin
        #expect(try provide(hosts, at: days(margin - 1)) == first)
        let second = try provide(hosts, at: days(margin + 1))
        #expect(second != first)
        let third = try provide(["localhost"], at: days(margin + 1))
        #expect(third != second)
    }

    @Test func `another authority's certificate is made anew`() throws {
        defer { done() }
        try authority("other").provideServer(server, hosts: hosts, at: now)
        let before = try #require(try server.read()).0
        try authority().provideServer(server, hosts: hosts, at: now)
        #expect(try #require(try server.read()).0 != before)
    }

    @Test(arguments: [0o640, 0o604, 0o666])
    func `a key that others may read is refused`(mode: Int) throws {
        defer { done() }
        _ = try authority()
        let key = CertificateFiles(folder: folder, name: "own").key
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key)
        #expect(throws: CertificateError.unusable) { try authority() }
    }

    @Test func `a certificate beside another's key is refused`() throws {
        defer { done() }
        try authority().provideServer(server, hosts: hosts, at: now)
        let other = Certificate.PrivateKey(P256.Signing.PrivateKey())
        try CertificateFiles.write(
            try other.serializeAsPEM().pemString, to: server.key, mode: 0o600)
        #expect(throws: CertificateError.unusable) { try server.read() }
    }

    @Test func `what cannot be written is said`() {
        defer { done() }
        #expect(throws: CertificateError.notWritten(ENOENT)) {
            try CertificateFiles.write("text", to: folder + "/nowhere/file", mode: 0o600)
        }
    }

    @Test func `a request gets a client's certificate for its key, whatever it says of itself`()
        throws
    {
        defer { done() }
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let request = try CertificateRequest(for: key).pem
        let made = try authority().certify(request, as: "guihua/K1", days: 365, at: now)
        let certificate = try Certificate(pemEncoded: made.pem)
        #expect(certificate.publicKey == key.publicKey)
        #expect(certificate.subject.description == "CN=guihua/K1")
        #expect(try certificate.extensions.extendedKeyUsage == ExtendedKeyUsage([.clientAuth]))
        #expect(made.expiresAt == days(365))
    }

    @Test func `a request signed by another key, or none at all, is refused`() throws {
        defer { done() }
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let pem = try CertificateRequest(for: key).pem
        var document = try PEMDocument(pemString: pem)
        var bytes = document.derBytes
        bytes[bytes.count - 1] ^= 1
        document = PEMDocument(type: document.discriminator, derBytes: bytes)
        for text in [document.pemString, "", "-----BEGIN CERTIFICATE REQUEST-----", pem + pem] {
            #expect(throws: CertificateError.badRequest) {
                try authority().certify(text, as: "x", days: 1, at: now)
            }
        }
    }
}
