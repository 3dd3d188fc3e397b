import Foundation
import Registry
import Testing

@testable import Insurance

@Suite struct CarrierSettingsTests {
    private func settings(
        url: String = "https://insurer.example", client: String = "k", secret: String = "/dev/null"
    ) -> CarrierSettings {
        CarrierSettings(
            url: url, client: client, secretPath: secret, trustRootsPath: "/dev/null")
    }

    @Test(arguments: [
        ("https://insurer.example", "https://insurer.example", ""),
        ("https://127.0.0.1:8443/", "https://127.0.0.1:8443", ""),
        ("https://insurer.example/api/test", "https://insurer.example", "/api/test"),
    ])
    func `an address is a host and a path before the protocol's own`(
        url: String, origin: String, prefix: String
    ) throws {
        let address = try settings(url: url).address()
        #expect(address.origin == origin && address.prefix == prefix)
    }

    @Test(arguments: [
        "http://insurer.example", "https://", "https://a@b.example", "https://b.example/?q=1",
        "https://b.example/#a", "https://b.example//", "https:///v1", "ftp://b.example", "",
    ])
    func `an address that is not plain HTTPS is refused`(url: String) {
        #expect(throws: InsuranceError.settingsWrong(.address)) { try settings(url: url).address() }
    }

    @Test(arguments: [
        (0o600, 16, nil), (0o400, 256, nil), (0o640, 32, CarrierSetting.secretTooOpen),
        (0o604, 32, .secretTooOpen), (0o700, 32, .secretTooOpen), (0o600, 15, .secretDamaged),
        (0o600, 257, .secretDamaged), (0o600, 0, .secretDamaged),
    ])
    func `a secret is 16 to 256 bytes that nobody else may touch`(
        mode: Int, length: Int, fault: CarrierSetting?
    ) throws {
        let path = FileManager.default.temporaryDirectory.path + "/secret-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let text = Data(repeating: 0x61, count: length) + (length == 0 ? Data() : Data([0x0A]))
        _ = FileManager.default.createFile(
            atPath: path, contents: text, attributes: [.posixPermissions: mode])
        if let fault {
            #expect(throws: InsuranceError.settingsWrong(fault)) {
                try settings(secret: path).secret()
            }
        } else {
            #expect(try settings(secret: path).secret().count == length)
        }
    }

    @Test func `what is missing or makes no sense is named`() {
        #expect(throws: InsuranceError.settingsWrong(.secretMissing)) {
            try settings(secret: "/nowhere/secret").secret()
        }
        #expect(throws: InsuranceError.settingsWrong(.trustRoots)) { try settings().trustRoots() }
        for client in ["", "a b", "a\r\nb", String(repeating: "a", count: 65)] {
            #expect(throws: InsuranceError.settingsWrong(.client)) {
                try settings(client: client).checkedClient()
            }
        }
    }

    /// The same text stands in the test of the lab's insurer.
    @Test func `a signature is the one of the protocol's page`() {
        let signature = MessageSignature(secret: Array("0123456789abcdef".utf8))
        let signed = signature.sign(
            "POST", path: "/v1/quotes", seconds: 1_795_357_800, body: Array("{}".utf8))
        #expect(signed == "d6d7d35a985a3bfdbbd0563a5cfe9707d5fdbd452732ce2a89f291982b1bcebf")
        func verifies(_ signed: String, kind: String = "POST", body: String = "{}") -> Bool {
            signature.verify(
                signed, of: kind, path: "/v1/quotes", seconds: "1795357800",
                body: Array(body.utf8))
        }
        #expect(verifies(signed) && verifies(signed.uppercased()))
        #expect(!verifies(signed, kind: "PUT") && !verifies(signed, body: "{ }"))
        for broken in ["", "zz", String(signed.dropLast()), String(signed.dropLast(2)), "é"] {
            #expect(!verifies(broken))
        }
    }

    @Test(arguments: [
        (1_795_357_800, true), (1_795_357_500, true), (1_795_358_100, true),
        (1_795_357_499, false), (1_795_358_101, false), (Int64.min, false), (Int64.max, false),
    ])
    func `a time is fresh for five minutes to either side`(seconds: Int64, isFresh: Bool) {
        let now = Timestamp(milliseconds: 1_795_357_800_999)
        #expect(MessageSignature.isFresh(seconds, at: now) == isFresh)
    }

    @Test(arguments: [
        #"{}"#, #"[]"#, #""#, #"{"key":"other","number":"A","premiumFen":1,"status":"booked"}"#,
        #"{"key":"k","number":"","premiumFen":1,"status":"booked"}"#,
        #"{"key":"k","number":"A B","premiumFen":1,"status":"booked"}"#,
        #"{"key":"k","number":"A","premiumFen":-1,"status":"booked"}"#,
        #"{"key":"k","number":"A","premiumFen":1e30,"status":"booked"}"#,
        #"{"key":"k","number":"A","premiumFen":1,"status":"pending"}"#,
    ])
    func `a policy that makes no sense is a bad answer`(text: String) {
        let answer = CarrierAnswer(status: 200, body: Array(text.utf8))
        #expect(throws: InsuranceError.badAnswer) {
            try answer.value(PolicyMessage.self).policy(of: Identifier("k"))
        }
    }

    @Test func `a reason nobody knows is another reason, and its words go no further`() throws {
        let body = Array(#"{"reason":"样张某某 is too old"}"#.utf8)
        let error = #expect(throws: InsuranceError.self) {
            try CarrierAnswer(status: 422, body: body).value(PolicyMessage.self)
        }
        #expect(error == .refused(.other))
        #expect(error?.fault.clerk.contains("样张某某") == false)
    }
}
