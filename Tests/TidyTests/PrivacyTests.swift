import Testing

/// What must never stand in a tracked file: people's numbers, and where the files were written.
enum Privacy {
    /// Specimens published by the standard and on sample cards.
    static let specimens: Set<String> = [
        "11010519491231002X", "440524188001010014", "810000199408230021", "830000199201300022",
        "931586198001010028",
    ]

    /// Numbers that would pass as somebody's: date and check digit are right (GB 11643).
    static func identityNumbers(in file: ProjectFile) -> [Finding] {
        zip(1..., file.lines).flatMap { number, line in
            line.matches(of: /[0-9]{17}[0-9Xx]/).compactMap { match in
                let text = String(match.output).uppercased()
                guard !specimens.contains(text), isIdentityNumber(text) else { return nil }
                return Finding(
                    file: file.path, line: number, message: "looks like a person's number")
            }
        }
    }

    private static func isIdentityNumber(_ text: String) -> Bool {
        let digits = text.compactMap { $0 == "X" ? 10 : $0.wholeNumberValue }
        guard digits.count == 18, digits.dropLast().allSatisfy({ $0 < 10 }) else { return false }
        func value(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        guard (1...9).contains(digits[0]), (1_850...2_100).contains(value(6..<10)),
            (1...12).contains(value(10..<12)), (1...31).contains(value(12..<14))
        else { return false }
        // The weighted sum of all 18 is 1 modulo 11.
        return digits.reduce(0) { ($0 * 2 + $1) % 11 } == 1
    }

    /// Folders of one machine, and hosts of package registries; put together so that this file
    /// passes.
    private static let places: [String] =
        ["work", "home", "root", "Users", "opt/swift", "tmp/w"].map { "/\($0)/" }
        + ["pypi", "pythonhosted", "deb.debian"].map { "\($0).org" }

    static func machinePlaces(in file: ProjectFile) -> [Finding] {
        zip(1..., file.lines).compactMap { number, line in
            places.first { line.contains($0) }.map {
                Finding(file: file.path, line: number, message: "a place of one machine: \($0)")
            }
        }
    }
}

@Suite struct PrivacyTests {
    @Test func `no file holds a number that could be a person's`() throws {
        expectNone(try Project.files().flatMap(Privacy.identityNumbers))
    }

    @Test func `no file names a machine's folders or a registry's host`() throws {
        expectNone(try Project.files().flatMap(Privacy.machinePlaces))
    }

    @Test func `a number with a right check digit is seen, a specimen passes`() {
        // Built here, so that no such number stands in this file.
        let body = "11010519491231" + "003"
        let numbers = (0...9).map { body + String($0) } + [body + "X"]
        let file = ProjectFile(path: "a", text: numbers.joined(separator: "\n"))
        #expect(Privacy.identityNumbers(in: file).count == 1)
        let specimens = Privacy.specimens.map { "x\($0)y" }.joined(separator: "\n")
        #expect(Privacy.identityNumbers(in: ProjectFile(path: "a", text: specimens)).isEmpty)
    }

    @Test(arguments: [
        "/" + "work/main", "/" + "home/ann", "/" + "root/x", "https://pypi." + "org/",
    ])
    func `a machine's place is seen`(text: String) {
        let file = ProjectFile(path: "a", text: "ok\nsee \(text)\n")
        #expect(Privacy.machinePlaces(in: file).map(\.line) == [2])
    }
}
