import Crypto
import Registry

/// A one-time code: 130 random bits as 26 characters of RFC 4648's base 32, in groups as people
/// copy them: `ABCDE-FGHIJ-…-Z`.
enum EnrolmentCode {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    private static let length = 26

    static func make() -> String {
        var random = SystemRandomNumberGenerator()
        let letters = (0..<length).map { _ in
            alphabet[Int(UInt8.random(in: 0...255, using: &random) & 31)]
        }
        return stride(from: 0, to: length, by: 5).map { start in
            String(decoding: letters[start..<min(start + 5, length)], as: UTF8.self)
        }.joined(separator: "-")
    }

    /// SHA-256 of the code, however it is written; `nil` where that is no code.
    static func hash(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 2 * length else { return nil }
        let letters = Array(text.uppercased().utf8).filter {
            $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ")
        }
        guard letters.count == length, letters.allSatisfy(alphabet.contains) else { return nil }
        return Array(SHA256.hash(data: letters))
    }
}
