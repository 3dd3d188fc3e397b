import Registry
import Sealing
import Testing

@Suite struct OneTimePasswordTests {
    private let password = OneTimePassword(secret: Array("12345678901234567890".utf8))
    private let now = Timestamp(milliseconds: 1_111_111_111_000)

    @Test(arguments: [
        (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"),
        (1_234_567_890, "89005924"), (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ])
    func `RFC 6238 appendix B`(second: Int64, code: String) {
        let step = OneTimePassword.step(at: Timestamp(milliseconds: second * 1_000))
        #expect(password.code(step: step, digits: 8) == code)
    }

    @Test func `RFC 4226 appendix D`() {
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
            "399871", "520489",
        ]
        #expect((0..<10).map { password.code(step: $0) } == codes)
    }

    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"),
        ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
    ])
    func `RFC 4648 section 10, without padding`(text: String, base32: String) {
        #expect(OneTimePassword(secret: Array(text.utf8)).base32 == base32)
    }

    @Test func `a code holds for its own step and one on either side`() {
        let present = OneTimePassword.step(at: now)
        for offset in Int64(-3)...3 {
            let found = password.step(
                of: password.code(step: present + offset), at: now, after: 0)
            #expect(found == (abs(offset) <= 1 ? present + offset : nil), "\(offset)")
        }
    }

    @Test func `a step is never taken twice, and none before it`() {
        let present = OneTimePassword.step(at: now)
        let code = password.code(step: present)
        #expect(password.step(of: code, at: now, after: present - 1) == present)
        #expect(password.step(of: code, at: now, after: present) == nil)
        let earlier = password.code(step: present - 1)
        #expect(password.step(of: earlier, at: now, after: present) == nil)
    }

    @Test(arguments: ["", "1", "00000", "0000000", "０５０４７１", "+50471", " 50471", "abcdef"])
    func `what is no code is no code`(text: String) {
        #expect(password.step(of: text, at: now, after: 0) == nil)
    }

    @Test func `every secret is new, and the link carries nothing but letters and digits`() {
        #expect(OneTimePassword().secret != OneTimePassword().secret)
        #expect(OneTimePassword().secret.count == 20)
        let uri = password.uri(account: "1&0?1", issuer: "front desk")
        #expect(
            uri == "otpauth://totp/frontdesk:101?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=frontdesk&algorithm=SHA1&digits=6&period=30")
    }
}
