import Registry
import Testing

@testable import Sealing

@Suite struct PasswordHashTests {
    @Test func `a password matches its own hash and no other`() throws {
        let hash = try PasswordHash(password: "样张密码一二三")
        #expect(hash.encoded.hasPrefix("$argon2id$v=19$m=65536,t=3,p=4$"))
        #expect(hash.matches("样张密码一二三"))
        #expect(!hash.matches("样张密码一二"))
        #expect(!hash.matches(""))
        #expect(PasswordHash(encoded: hash.encoded) == hash)
        #expect(try PasswordHash(password: "样张密码一二三") != hash, "each has its own salt")
    }

    @Test(arguments: ["", "1234567", String(repeating: "a", count: 257)])
    func `a password of another length is refused`(password: String) {
        #expect(throws: SealingError.passwordLength) { try PasswordHash(password: password) }
    }

    @Test func `nobody's hash is a whole one, so that checking it takes its time`() {
        // libargon2 must work through it: a malformed hash would be refused at once.
        let clock = ContinuousClock()
        #expect(!PasswordHash.nobody.matches("12345678"))
        let whole = clock.measure { #expect(!PasswordHash.nobody.matches("12345678")) }
        let broken = clock.measure {
            #expect(!PasswordHash(encoded: "$argon2id$v=19$broken").matches("12345678"))
        }
        #expect(whole > broken * 20, "\(whole) against \(broken)")
    }

    @Test(arguments: ["", "x", "$argon2id$", "$argon2id$v=19$m=65536,t=3,p=4$AAAA"])
    func `a damaged hash matches nothing`(encoded: String) {
        #expect(!PasswordHash(encoded: encoded).matches("12345678"))
    }

    @Test func `every fault has a code of its own`() {
        let all: [SealingError] = [
            .keyFileMissing, .keyFileTooOpen, .keyFileDamaged, .keyFileUnusable(5), .notOpened,
            .notSealed, .passwordLength, .keyDestroyed, .keyRingDamaged, .otherMaster,
            .masterIsCredential,
        ]
        #expect(Set(all.map(\.fault.code)).count == all.count)
        #expect(all.allSatisfy { $0.fault.code.hasPrefix("SE-") })
    }
}
