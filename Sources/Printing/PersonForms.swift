public import Registry

/// A line of a paper or a screen: what it is, and what is kept or done.
public struct PaperRow: Equatable, Sendable, Codable {
    /// What it is, such as 房间.
    public let label: String
    /// The value, or a sentence.
    public let value: String

    /// Takes a line; an empty value is shown as a dash.
    public init(_ label: String, _ value: String) {
        (self.label, self.value) = (label, value.isEmpty ? "—" : value)
    }

    fileprivate var members: JSONValue { ["label": .string(label), "value": .string(value)] }
}

/// Lines that belong together.
public struct PaperSection: Equatable, Sendable, Codable {
    /// The words above them.
    public let title: String
    /// The lines.
    public let rows: [PaperRow]

    /// Takes a section.
    public init(_ title: String, _ rows: [PaperRow]) { (self.title, self.rows) = (title, rows) }
}

/// A paper about a person's data, for himself: the forms `consent`, `own-data` and `withdrawal`.
///
/// All three have the same frame and differ in their words and lists, so one value fills each.
public struct PersonSheet: Equatable, Sendable {
    /// The paper's number, such as `TY20261122-0003`.
    public let number: String
    /// Whose data it is about.
    public let person: IdentityDocument
    /// When it was drawn up.
    public let madeAt: Timestamp
    /// The lists of the form, by the names its schema gives them.
    public let lists: [String: [PaperSection]]

    /// Takes a paper.
    public init(
        number: String, person: IdentityDocument, madeAt: Timestamp,
        lists: [String: [PaperSection]]
    ) {
        (self.number, self.person) = (number, person)
        (self.madeAt, self.lists) = (madeAt, lists)
    }

    /// The form's data as canonical JSON. The number of the document is masked: the paper may lie
    /// about.
    public func formData(_ setting: LeaseSetting) throws -> [UInt8] {
        var members: [String: JSONValue] = [
            "number": .string(number), "trial": .bool(setting.isTrial),
            "village": .string(setting.village),
            "desk": ["name": .string(setting.desk), "phone": .string(setting.phone)],
            "madeAt": .string(madeAt.chinese),
            "person": [
                "name": .string(person.name), "documentKind": .string(person.kind.chinese),
                "number": .string(person.maskedNumber),
            ],
        ]
        for (name, sections) in lists {
            members[name] = .array(
                sections.map {
                    ["title": .string($0.title), "rows": .array($0.rows.map(\.members))]
                })
        }
        return try JSONValue.object(members).canonicalText()
    }
}
