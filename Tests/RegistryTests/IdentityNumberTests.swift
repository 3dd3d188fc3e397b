import Testing

@testable import Registry

/// The two numbers GB 11643 publishes as examples.
private let specimens = ["11010519491231002X", "440524188001010014"]

@Suite struct IdentityNumberTests {
    @Test func `the published examples are read`() throws {
        let woman = try IdentityNumber(specimens[0])
        #expect(woman.birthDate.iso8601 == "1949-12-31")
        #expect(woman.sex == .female)
        let man = try IdentityNumber(specimens[1])
        #expect(man.birthDate.iso8601 == "1880-01-01")
        #expect(man.sex == .male)
    }

    @Test(arguments: specimens)
    func `one digit changed anywhere is noticed`(number: String) {
        let characters = Array(number)
        for index in characters.indices {
            for digit in "0123456789X" where digit != characters[index] {
                var changed = characters
                changed[index] = digit
                #expect(throws: IdentityNumberError.self) {
                    try IdentityNumber(String(changed))
                }
            }
        }
    }

    @Test(arguments: [
        ("", IdentityNumberError.wrongLength), ("11010519491231002", .wrongLength),
        ("11010519491231002XX", .wrongLength), ("1101051949123100２X", .notDigits),
        ("A1010519491231002X", .notDigits), ("11010519490230002X", .noSuchDate),
        ("110105194912310021", .wrongCheck), ("11010519491231002x", .wrongCheck),
        ("样张样张样张样张样张样张样张样张样张", .notDigits),
    ])
    func `what is no number is refused for its reason`(
        text: String, reason: IdentityNumberError
    ) {
        #expect(throws: reason) { try IdentityNumber(text) }
    }

    @Test func `random text is refused and never crashes`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(state: seed)
        for _ in 0..<2_000 {
            let scalars = (0..<Int.random(in: 0...20, using: &random)).compactMap { _ in
                UnicodeScalar(UInt32.random(in: 0...0x1FFFF, using: &random))
            }
            let text = String(String.UnicodeScalarView(scalars))
            #expect((try? IdentityNumber(text)) == nil, "seed \(seed)")
            #expect(CalendarDate(text) == nil, "seed \(seed)")
        }
    }
}

/// A random source that a printed seed repeats.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9
    }
}
