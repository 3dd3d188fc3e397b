import Testing

/// Every public declaration says what it is; witnesses of protocols are said there.
enum PublicDocumentation {
    /// Requirements of protocols that are not ours.
    private static let foreign: Set<String> = [
        "==", "<", "hash", "description", "debugDescription", "encode", "id", "rawValue",
        "allCases", "enqueue", "checkIsolated", "unownedExecutor", "errorDescription", "run",
        "handle", "body", "next", "makeAsyncIterator", "response", "databaseTableName",
        "fetchOne", "validate", "configuration",
    ]

    private static let foreignInitialisers = [
        "init(from decoder", "Literal value:", "Literal elements:", "init?(rawValue",
        "init(rawValue", "init?(argument",
    ]

    private static let kinds: Set<Substring> = [
        "let", "var", "func", "init", "struct", "class", "enum", "actor", "protocol", "typealias",
        "subscript",
    ]
    private static let modifiers: Set<Substring> = [
        "nonisolated", "static", "final", "mutating", "indirect", "private(set)",
        "internal(set)", "public", "consuming", "borrowing", "convenience",
    ]

    /// The name that `line` declares public; `nil` when it declares nothing.
    private static func declaredName(in line: Substring) -> Substring? {
        guard line.contains("public ") else { return nil }
        let words = line.split { !($0.isLetter || $0.isNumber || "_()@=<+-*/%&|!".contains($0)) }
            .drop { $0.hasPrefix("@") }
        guard words.prefix(while: { modifiers.contains($0) }).contains("public") else { return nil }
        let rest = words.drop { modifiers.contains($0) }
        guard let kind = rest.first?.prefix(while: { $0.isLetter }), kinds.contains(kind) else {
            return nil
        }
        if kind == "init" || kind == "subscript" { return kind }
        guard let name = rest.dropFirst().first else { return nil }
        return name.first == "<" ? "<" : name.prefix { $0 != "(" && $0 != "<" }
    }

    /// Names that our protocols require.
    static func requirements(in files: [ProjectFile]) -> Set<String> {
        var names = foreign
        for file in files {
            var isInside = false
            for line in file.lines {
                if line.firstMatch(of: /^(?:public )?protocol \w+/) != nil { isInside = true }
                if line == "}" { isInside = false }
                let requirement = /^\s+(?:static |mutating )*(?:var|func|let) (\w+)/
                guard isInside, let match = line.firstMatch(of: requirement) else { continue }
                names.insert(String(match.output.1))
            }
        }
        return names
    }

    /// Public declarations without a comment directly above them or their attributes.
    static func missing(in file: ProjectFile, witnesses: Set<String>) -> [Finding] {
        zip(file.lines.indices, file.lines).compactMap { index, line in
            guard let name = declaredName(in: line).map(String.init) else { return nil }
            if witnesses.contains(name) || foreignInitialisers.contains(where: line.contains) {
                return nil
            }
            let above = file.lines[..<index].reversed().lazy
                .map { $0.drop { $0 == " " } }
                .first { !$0.hasPrefix("@") }
            guard above?.hasPrefix("///") != true else { return nil }
            return Finding(file: file.path, line: index + 1, message: "undocumented: \(name)")
        }
    }
}

@Suite struct PublicDocumentationTests {
    @Test func `every public declaration is documented`() throws {
        let files = try Project.swiftFiles(below: "Sources")
        let witnesses = PublicDocumentation.requirements(in: files)
        expectNone(
            files.flatMap { PublicDocumentation.missing(in: $0, witnesses: witnesses) })
    }

    private func missing(_ text: String) -> [Int] {
        let file = ProjectFile(path: "a.swift", text: text)
        let witnesses = PublicDocumentation.requirements(in: [file])
        return PublicDocumentation.missing(in: file, witnesses: witnesses).map(\.line)
    }

    @Test(arguments: [
        "public struct A {}", "    public let b: Int", "    public static func c() {}",
        "    public init() {}", "@frozen public enum D {}",
        "    nonisolated public var e: Int { 1 }", "    public private(set) var f: Int",
        "    public subscript(g: Int) -> Int { 1 }", "    @inlinable public func h<T>(_ t: T) {}",
    ])
    func `a bare public declaration is seen`(line: String) {
        #expect(missing("/// Something else.\n\n\(line)\n") == [3])
    }

    @Test func `a documented one, and a witness of ours, pass`() {
        let text = """
            /// A reader.
            public protocol Reader {
                /// Reads.
                func read()
            }
            /// A real one.
            @frozen
            public struct Real: Reader, Identifiable {
                public let id: Int
                public func read() {}
                func hidden() {}
            }
            """
        #expect(missing(text).isEmpty)
    }
}
