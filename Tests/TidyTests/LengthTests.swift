import Testing

/// Files, functions and lines stay short enough to be read at once.
enum Length {
    static let fileMax = 400
    static let functionMax = 70
    static let lineMax = 100

    static func ofFile(_ file: ProjectFile) -> [Finding] {
        let count = file.text.hasSuffix("\n") ? file.lines.count - 1 : file.lines.count
        guard count > fileMax else { return [] }
        return [Finding(file: file.path, line: count, message: "\(count) lines in one file")]
    }

    static func ofLines(_ file: ProjectFile) -> [Finding] {
        zip(1..., file.lines).filter { $1.count > lineMax }.map { number, line in
            Finding(file: file.path, line: number, message: "\(line.count) columns")
        }
    }

    /// Functions and initialisers from the line that names them to their closing brace.
    static func ofFunctions(_ file: ProjectFile) -> [Finding] {
        let code = Array(SwiftMask.apply(to: file.text).utf8)
        var findings: [Finding] = []
        var line = 1
        for place in code.indices {
            if code[place] == 0x0A { line += 1 }
            guard
                begins("func ", code, place) || begins("init(", code, place)
                    || begins("init?(", code, place) || begins("init<", code, place),
                let end = end(of: place, in: code)
            else { continue }
            let count = code[place...end].count { $0 == 0x0A } + 1
            if count > functionMax {
                findings.append(
                    Finding(file: file.path, line: line, message: "\(count) lines in one function"))
            }
        }
        return findings
    }

    private static func begins(_ word: String, _ code: [UInt8], _ place: Int) -> Bool {
        // A call such as `self.init(` or a name such as `reinit(` is no declaration.
        let before = place == 0 ? 0x20 : code[place - 1]
        return (before == 0x20 || before == 0x0A) && code[place...].starts(with: word.utf8)
    }

    /// The body's closing brace; `nil` for a requirement or a call.
    private static func end(of start: Int, in code: [UInt8]) -> Int? {
        var (parentheses, braces) = (0, 0)
        for place in start..<code.count {
            switch code[place] {
            case 0x28, 0x5B: parentheses += 1
            case 0x29, 0x5D: parentheses -= 1
            case 0x7B where parentheses == 0: braces += 1
            case 0x7D where parentheses == 0:
                braces -= 1
                if braces <= 0 { return braces == 0 ? place : nil }
            case 0x0A where parentheses == 0 && braces == 0:
                let rest = code[(place + 1)...].drop { $0 == 0x20 }
                let goesOn = ["{", "->", "where ", "async", "throws"]
                    .contains { rest.starts(with: $0.utf8) }
                if !goesOn { return nil }
            default: break
            }
            if parentheses < 0 { return nil }
        }
        return nil
    }
}

@Suite struct LengthTests {
    @Test func `no file has more than 400 lines`() throws {
        expectNone(try Project.swiftFiles(below: "Sources").flatMap(Length.ofFile))
    }

    @Test func `no function has more than 70 lines`() throws {
        expectNone(try Project.swiftFiles(below: "Sources").flatMap(Length.ofFunctions))
    }

    @Test func `no line has more than 100 columns`() throws {
        let files = try Project.swiftFiles(below: "Sources") + Project.swiftFiles(below: "Tests")
        expectNone(files.flatMap(Length.ofLines))
    }

    @Test func `the rule sees a file and a line that are too long`() {
        let whole = ProjectFile(path: "a.swift", text: String(repeating: "x\n", count: 400))
        #expect(Length.ofFile(whole).isEmpty)
        let longer = ProjectFile(path: "a.swift", text: String(repeating: "x\n", count: 401))
        #expect(Length.ofFile(longer).map(\.line) == [401])
        let wide = ProjectFile(
            path: "a.swift", text: "ok\n" + String(repeating: "宽", count: 101))
        #expect(Length.ofLines(wide) == [Finding(file: "a.swift", line: 2, message: "101 columns")])
    }

    @Test func `the rule sees a function that is too long, whatever its strings hold`() {
        func file(_ body: Int) -> ProjectFile {
            let lines = String(repeating: "        let text = \"}}}{\" // }\n", count: body)
            return ProjectFile(
                path: "a.swift",
                text: """
                    struct A {
                        func short() { print("{") }
                        init(
                            a: Int = { 1 }()
                        ) throws
                            where B: C
                        {
                    \(lines)    }
                    }
                    """)
        }
        #expect(Length.ofFunctions(file(64)).isEmpty)
        #expect(
            Length.ofFunctions(file(65))
                == [Finding(file: "a.swift", line: 3, message: "71 lines in one function")])
    }

    @Test func `a requirement has no body`() {
        let text =
            "protocol P {\n    func a()\n    func b(c: Int)\n}\n"
            + String(repeating: "let x = 1\n", count: 100)
        #expect(Length.ofFunctions(ProjectFile(path: "a.swift", text: text)).isEmpty)
    }
}
