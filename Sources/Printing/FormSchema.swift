/// What a form's data must look like: the subset of JSON Schema (draft 2020-12) that
/// `forms/*/*/schema.json` uses. A keyword outside it makes the schema unusable, so that no rule
/// is ever skipped in silence.
struct FormSchema: Sendable {
    private static let keywords: Set<String> = [
        "$schema", "$id", "title", "description", "type", "enum", "pattern", "minLength",
        "maxLength", "minimum", "maximum", "items", "minItems", "maxItems", "properties",
        "required", "additionalProperties",
    ]

    /// The file it was read from.
    let text: [UInt8]
    private let root: JSONValue

    /// Reads `schema.json`; `nil` when it is no JSON object or uses an unknown keyword.
    init?(parsing text: [UInt8]) {
        guard let root = JSONValue(parsing: text), Self.isKnown(root) else { return nil }
        (self.text, self.root) = (text, root)
    }

    /// Throws the first fault of `value`, by the names' order.
    func check(_ value: JSONValue) throws(PrintingError) {
        try Self.check(value, against: root, at: "")
    }

    private static func isKnown(_ schema: JSONValue) -> Bool {
        guard let rules = schema.object, keywords.isSuperset(of: rules.keys),
            rules["type"]?.string != nil
        else { return false }
        if let pattern = rules["pattern"], !isRegex(pattern) { return false }
        let inner = Array((rules["properties"]?.object ?? [:]).values)
        return (inner + (rules["items"].map { [$0] } ?? [])).allSatisfy(isKnown)
    }

    private static func isRegex(_ pattern: JSONValue) -> Bool {
        guard let text = pattern.string else { return false }
        return (try? Regex(text)) != nil
    }

    private static func check(
        _ value: JSONValue, against rules: JSONValue, at path: String
    ) throws(PrintingError) {
        let title = rules["title"]?.string
        func fail(_ problem: FieldProblem) -> PrintingError {
            .dataInvalid(field: path.isEmpty ? "（全部）" : path, title: title, problem)
        }
        switch (rules["type"]?.string, value) {
        case ("object", .object(let members)):
            try check(members, against: rules, at: path)
        case ("array", .array(let elements)):
            guard elements.count >= rules["minItems"]?.integer ?? 0 else { throw fail(.tooFew) }
            guard elements.count <= rules["maxItems"]?.integer ?? .max else { throw fail(.tooMany) }
            guard let inner = rules["items"] else { break }
            for (index, element) in elements.enumerated() {
                try check(element, against: inner, at: "\(path)[\(index)]")
            }
        case ("string", .string(let text)):
            if let problem = problem(in: text, rules) { throw fail(problem) }
        case ("integer", .integer(let number)):
            let range = (rules["minimum"]?.integer ?? .min)...(rules["maximum"]?.integer ?? .max)
            guard range.contains(number) else { throw fail(.outOfRange) }
        case ("boolean", .bool): break
        default: throw fail(.wrongType)
        }
    }

    private static func check(
        _ members: [String: JSONValue], against rules: JSONValue, at path: String
    ) throws(PrintingError) {
        let prefix = path.isEmpty ? "" : path + "."
        let properties = rules["properties"]?.object ?? [:]
        for case .string(let name) in rules["required"]?.array ?? [] where members[name] == nil {
            throw .dataInvalid(
                field: prefix + name, title: properties[name]?["title"]?.string, .missing)
        }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard let inner = properties[name] else {
                // The name itself comes from outside and may hold anything: it is not repeated.
                throw .dataInvalid(field: prefix + "…", title: nil, .unknownName)
            }
            try check(value, against: inner, at: prefix + name)
        }
    }

    /// What is wrong with a text: characters that turn, hide or break printed lines come first.
    private static func problem(in text: String, _ rules: JSONValue) -> FieldProblem? {
        let scalars = text.unicodeScalars
        if scalars.contains(where: \.isUnprintable) { return .forbiddenCharacter }
        if scalars.count < rules["minLength"]?.integer ?? 0 { return .tooShort }
        if scalars.count > rules["maxLength"]?.integer ?? .max { return .tooLong }
        if let allowed = rules["enum"]?.array, !allowed.contains(.string(text)) {
            return .notAllowed
        }
        if let pattern = rules["pattern"]?.string {
            guard let regex = try? Regex(pattern), text.contains(regex) else { return .notAllowed }
        }
        return nil
    }
}

extension Unicode.Scalar {
    /// Controls, format characters (all bidirectional ones among them), line and paragraph
    /// separators, and code points that are no characters.
    fileprivate var isUnprintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
        default: properties.isNoncharacterCodePoint
        }
    }
}
