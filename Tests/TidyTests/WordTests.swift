import Testing

/// Words that have no place in finished sources.
enum Words {
    /// What is left behind when work stops halfway; anywhere in the file, comments too.
    private static var unfinished: Regex<Substring> {
        /\bTODO\b|\bFIXME\b|\bXXX\b|not implemented|placeholder/
    }
    /// What stops the program, or switches the compiler's checks off.
    private static var unsafeCode: Regex<Substring> {
        /\bfatalError\(|\btry!|\bas!|@unchecked Sendable|print\("DEBUG|nonisolated\(unsafe\)/
    }
    /// Names that say nothing about what a type is.
    private static var emptyNames: Regex<Substring> {
        /\b(?:struct|class|enum|actor|protocol|typealias) \w*(?:Manager|Helper|Util)\w*/
    }

    static func check(_ file: ProjectFile) -> [Finding] {
        // `placeholder` is also an attribute of HTML and a selector of CSS.
        file.findings(unfinished, "unfinished") { $0 == "placeholder" && isMarkup(file) }
            + file.findings(unsafeCode, "unsafe")
            + file.findings(emptyNames, "says nothing")
    }

    private static func isMarkup(_ file: ProjectFile) -> Bool {
        [".mustache", ".html", ".css", ".js"].contains { file.path.hasSuffix($0) }
    }
}

@Suite struct WordTests {
    @Test func `no unfinished, unsafe or empty word stands in the sources`() throws {
        expectNone(try Project.files(below: "Sources").flatMap(Words.check))
    }

    @Test func `scripts and documents are finished, too`() throws {
        let files = try ["Scripts", "Documentation", "forms"].flatMap(Project.files)
        expectNone(files.flatMap { $0.findings(/\bTODO\b|\bFIXME\b/, "unfinished") })
    }

    @Test(arguments: [
        "// TODO: later", "fatalError(\"no\")", "let a = try! b()", "let a = b as! C",
        "final class A: @unchecked Sendable {", "struct CardManager {", "enum StringUtils {",
        "print(\"DEBUG a\")", "/// Not yet; a placeholder.", "throw E(\"not implemented\")",
    ])
    func `each word is seen`(line: String) {
        let findings = Words.check(ProjectFile(path: "a.swift", text: "let x = 1\n\(line)\n"))
        #expect(findings.map(\.line) == [2])
    }

    @Test func `harmless words pass`() {
        let text = "let tried = try a()\nlet b = c as? D\nfileManager.remove()\n"
        #expect(Words.check(ProjectFile(path: "a.swift", text: text)).isEmpty)
    }
}
