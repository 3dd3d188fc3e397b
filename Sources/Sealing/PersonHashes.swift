public import Registry

/// The keyed hashes by which a person is found; what the index columns of his rows hold.
///
/// Whoever has the database without the key learns at most that two rows have the same one.
public struct PersonHashes: Equatable, Sendable {
    /// Of the document's number, 32 bytes as all of them.
    public let number: [UInt8]
    /// Of its last four characters.
    public let lastFour: [UInt8]
    /// Of the phone number.
    public let phone: [UInt8]
    /// Of the whole name.
    public let name: [UInt8]
    /// Of the name's ``PinyinInitials``.
    public let initials: [UInt8]
}

extension Sealer {
    /// The hashes of a person's row.
    public func hashes(
        of person: IdentityDocument, phone: String
    ) throws(SealingError) -> PersonHashes {
        PersonHashes(
            number: try hash(.number(person.number)),
            lastFour: try hash(.lastFour(String(person.number.suffix(4)))),
            phone: try hash(.phone(phone)), name: try hash(.name(person.name)),
            initials: try hash(.initials(PinyinInitials.of(person.name))))
    }

    /// What the index column of this kind of query holds for those it finds.
    public func hash(_ query: PersonQuery) throws(SealingError) -> [UInt8] {
        switch query {
        case .number(let text): try lookupHash(text, column: "person.number")
        case .lastFour(let text): try lookupHash(text, column: "person.lastFour")
        case .phone(let text): try lookupHash(text, column: "person.phone")
        case .name(let text): try lookupHash(text, column: "person.name")
        case .initials(let text): try lookupHash(text, column: "person.initials")
        }
    }
}
