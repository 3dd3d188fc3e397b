import Testing

@testable import FrontDesk

@Suite struct ConfigurationLineTests {
    @Test(arguments: [
        ("", ConfigurationLine.blank),
        ("   \t", .blank),
        ("# face.pass_at = 1", .blank),
        ("  # 注释", .blank),
        ("trial = true", .setting(key: "trial", value: "true")),
        ("  trial=true  ", .setting(key: "trial", value: "true")),
        ("village.name = 样张村 一组", .setting(key: "village.name", value: "样张村 一组")),
        ("reader.name =", .setting(key: "reader.name", value: "")),
        ("a.b = x=y", .setting(key: "a.b", value: "x=y")),
        ("a = http://127.0.0.1/#top", .setting(key: "a", value: "http://127.0.0.1/#top")),
        (#"a = "" "#, .setting(key: "a", value: "")),
        (#"a = "  two # \"x\" \\ ""#, .setting(key: "a", value: #"  two # "x" \ "#)),
    ])
    func `a line is read as written`(line: String, expected: ConfigurationLine) {
        #expect(ConfigurationLine(line[...]) == expected)
    }

    @Test(arguments: [
        "trial", "= true", "Trial = true", "trial＝true", "1a = 2", "a b = 2", ".a = 1",
        "trial = true # why", "a = #x", #"a = "open"#, #"a = "x" y"#, #"a = "\n""#, #"a = "\"#,
        String(repeating: "a", count: 65) + " = 1",
    ])
    func `what is no setting is called so`(line: String) {
        #expect(ConfigurationLine(line[...]) == .malformed)
    }

    @Test func `random text never stops the parser`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix(state: seed)
        let letters = Array("a.= \"\\#\t＝é\u{202E}0")
        for _ in 0..<5_000 {
            let length = Int.random(in: 0...30, using: &random)
            let line = String(
                (0..<length).map { _ in letters.randomElement(using: &random) ?? "a" })
            if case .setting(let key, _) = ConfigurationLine(line[...]) {
                #expect(key.allSatisfy { $0.isASCII }, "seed \(seed): \(line.debugDescription)")
            }
        }
    }
}

/// A small generator that a printed seed replays.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
