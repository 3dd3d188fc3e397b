import Foundation
import Registry
import Testing

@testable import Printing

@Suite struct FormSchemaTests {
    static let faults: [(String, JSONValue?, String, FieldProblem)] = [
        ("deposit", nil, "deposit", .missing),
        ("number", .integer(7), "number", .wrongType),
        ("number", "ZL 1 #", "number", .notAllowed),
        ("village", "", "village", .tooShort),
        ("village", .string(String(repeating: "村", count: 41)), "village", .tooLong),
        ("trial", "yes", "trial", .wrongType),
        ("occupants", .array([]), "occupants", .tooFew),
        ("inventory", .array(Array(repeating: "床", count: 31)), "inventory", .tooMany),
        ("inventory", .array(["床", "桌\u{202E}子"]), "inventory[1]", .forbiddenCharacter),
        ("madeOn", "2026-13-01", "madeOn", .notAllowed),
        ("extra#read(\"/etc/passwd\")", "x", "…", .unknownName),
    ]

    @Test(arguments: faults)
    func `a faulty field is named`(
        name: String, value: JSONValue?, field: String, problem: FieldProblem
    ) throws {
        let data = try Fixture.specimen { $0[name] = value }
        let error = #expect(throws: PrintingError.self) {
            try Fixture.forms.checked(data, for: Fixture.lease)
        }
        guard case .dataInvalid(let found, _, let what) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(found == field && what == problem)
    }

    @Test(arguments: [
        "\u{0}", "\u{7}", "\n", "\u{202E}", "\u{2066}", "\u{200F}", "\u{FEFF}",
        "\u{2028}", "\u{E0041}", "\u{FFFF}",
    ])
    func `characters that hide or turn text are refused in a name, without repeating it`(
        character: String
    ) throws {
        let data = try Fixture.specimen { members in
            members["lessor"] = .object([
                "name": .string("王\(character)样"), "number": "440524188001010014",
                "phone": "13900000000",
            ])
        }
        let error = #expect(throws: PrintingError.self) {
            try Fixture.forms.checked(data, for: Fixture.lease)
        }
        #expect(error?.fault.clerk.contains("出租人姓名") == true)
        #expect(error?.fault.clerk.contains("王") == false)
    }

    @Test func `a lease without deduction cases is refused, as the law demands`() throws {
        let data = try Fixture.specimen { members in
            guard case .object(var deposit) = members["deposit"] else { return }
            deposit["deductionCases"] = .array([])
            members["deposit"] = .object(deposit)
        }
        #expect(
            throws: PrintingError.dataInvalid(
                field: "deposit.deductionCases", title: "押金扣款情形", .tooFew)
        ) { try Fixture.forms.checked(data, for: Fixture.lease) }
    }

    @Test(arguments: ["", "{", "[1.5]", "nul", "{\"a\":1e400}", "\u{FEFF}{}x"])
    func `a text that is no JSON without fractions is refused`(text: String) {
        #expect(throws: PrintingError.self) {
            try Fixture.forms.checked(Array(text.utf8), for: Fixture.lease)
        }
    }

    @Test func `a schema with a rule that would not be kept is not used`() {
        for rule in [
            "\"format\":\"date\"", "\"pattern\":\"[\"", "\"items\":{\"type\":\"x\",\"$ref\":\"y\"}",
        ] {
            #expect(FormSchema(parsing: Array("{\"type\":\"string\",\(rule)}".utf8)) == nil)
        }
        #expect(FormSchema(parsing: Array("{\"type\":\"string\"}".utf8)) != nil)
    }

    @Test func `random bytes never crash the checker`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(state: seed)
        let good = try Fixture.specimen()
        var schema: FormSchema?
        for _ in 0..<300 {
            var data = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                data[Int.random(in: data.indices, using: &random)] =
                    .random(in: 0...255, using: &random)
            }
            do {
                _ = try Fixture.forms.checked(data, for: Fixture.lease, keeping: &schema)
            } catch {
                #expect(error.fault.code.hasPrefix("PR-3"), "seed \(seed)")
            }
        }
    }
}

/// SplitMix64, so that a failing seed can be played again.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
