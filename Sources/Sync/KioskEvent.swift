public import Registry

/// One entry of a kiosk's journal on its way up: an event of CloudEvents 1.0 in its JSON form.
///
/// ```
/// {"specversion":"1.0","id":"<entry hash>","source":"/villages/V/kiosks/K",
///  "type":"registration","subject":"<id>","time":"2026-11-23T08:00:00.000Z",
///  "sequence":"17","datacontenttype":"application/json",
///  "data":{"entry":{…},"body":{…}}}
/// ```
///
/// `sequence` is the entry's place in the journal, 1, 2, 3 … without gaps (the extension
/// attribute of that name). Entries that stay at home come without `body`: their hashes alone
/// let the platform check the chain.
public struct KioskEvent: Equatable, Sendable {
    /// Place in the kiosk's journal, from 1.
    public let sequence: Int
    /// The kiosk's village.
    public let village: Identifier<Village>
    /// The kiosk.
    public let kiosk: Identifier<KioskStation>
    /// What the chain is made of.
    public let entry: EntryProof
    /// What happened, where the platform may know it.
    public let body: EntryBody?

    /// Creates an event.
    public init(
        sequence: Int, village: Identifier<Village>, kiosk: Identifier<KioskStation>,
        entry: EntryProof, body: EntryBody?
    ) {
        (self.sequence, self.village, self.kiosk) = (sequence, village, kiosk)
        (self.entry, self.body) = (entry, body)
    }
}

/// What an entry's hash is made of, besides its sequence; the body counts by its sealed bytes'
/// SHA-256, so that the chain is checked without any key.
public struct EntryProof: Equatable, Sendable, Codable {
    /// When it was written.
    public let at: Timestamp
    /// The journal's word for what it records, such as `registration`.
    public let kind: String
    /// The id of what it is about.
    public let subject: String
    /// SHA-256 of the sealed body, hexadecimal.
    public let bodyHash: String
    /// The chain's hash before it, hexadecimal.
    public let previous: String
    /// The chain's hash with it, hexadecimal.
    public let hash: String

    /// Creates a proof.
    public init(
        at: Timestamp, kind: String, subject: String, bodyHash: String, previous: String,
        hash: String
    ) {
        (self.at, self.kind, self.subject) = (at, kind, subject)
        (self.bodyHash, self.previous, self.hash) = (bodyHash, previous, hash)
    }
}

/// What the platform is told of an entry, by the journal's kind.
public enum EntryBody: Equatable, Sendable {
    /// `registration`
    case registered(TenancyReport)
    /// `checkOut`
    case ended(TenancyEnd)
    /// `request`
    case answered(RequestAnswer)
    /// `decision`: the task of the same id is settled.
    case settled
}
