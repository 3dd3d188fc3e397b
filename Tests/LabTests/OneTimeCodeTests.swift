import Foundation
import Testing

@testable import Lab

@Suite struct OneTimeCodeTests {
    private func file(_ text: String) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    @Test(arguments: [
        (59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"),
        (20_000_000_000, "353130"),
    ])
    func `RFC 6238 appendix B, six digits`(second: Double, code: String) throws {
        let link = "otpauth://totp/FrontDesk:101?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=6"
        let file = try file(link)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let codes = try OneTimeCode(file: file)
        #expect(codes.code(at: Date(timeIntervalSince1970: second)) == code)
    }

    @Test func `what holds no secret is no link`() throws {
        let file = try file("otpauth://totp/FrontDesk:101?digits=6")
        defer { try? FileManager.default.removeItem(atPath: file) }
        #expect(throws: OneTimeCode.Unreadable.self) { try OneTimeCode(file: file) }
    }
}
