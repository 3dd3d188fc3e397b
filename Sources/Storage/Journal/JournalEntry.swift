import Crypto
public import Registry

/// What an entry of the journal records.
public enum JournalKind: String, Sendable, CaseIterable {
    /// A tenancy was recorded, with its lease and archived document.
    case registration
    /// A tenancy ended, with its archived settlement.
    case checkOut
    /// A clerk settled an exception, or it was withdrawn.
    case decision
    /// A clerk looked at personal data.
    case look
    /// Somebody was given access to the desk, signed in, or was refused.
    case staff
    /// Something happened to a device.
    case device
    /// A request from elsewhere was accepted or refused.
    case request
    /// A controller was read back and agrees with what is wanted of it.
    case door
    /// A policy was booked or cancelled.
    case policy
    /// A paper about a person's data was drawn up for himself.
    case paper
    /// A person withdrew his consent to the comparison of faces; what came from it was deleted.
    case withdrawal
    /// Records reached the end of their time and were deleted.
    case retention
}

/// One entry of the journal, opened.
public struct JournalEntry: Equatable, Sendable {
    /// 1, 2, 3 … without gaps.
    public let sequence: Int
    /// When it was written.
    public let at: Timestamp
    /// What it records.
    public let kind: JournalKind
    /// The id of what it is about; never a personal value.
    public let subject: String
    /// JSON.
    public let body: [UInt8]
    /// SHA-256 of the body as it is kept, sealed, 32 bytes.
    public let bodyHash: [UInt8]
    /// The chain's hash before it, 32 bytes.
    public let previous: [UInt8]
    /// The chain's hash up to here, 32 bytes.
    public let hash: [UInt8]
}

/// An entry as it stands in the table: the body sealed, everything else in clear.
struct JournalRow: Equatable, Sendable {
    var sequence: Int
    var at: Timestamp
    var kind: String
    var subject: String
    var body: [UInt8]
    var bodyHash: [UInt8]
    var previous: [UInt8]
    var hash: [UInt8]

    /// SHA-256 over every field, each of fixed length or with its length before it. The sealed
    /// body counts by its own hash, so the chain can be checked without any key.
    ///
    /// `at` sequence: where the entry would stand; a moved one fits only its old place.
    func expectedHash(at sequence: Int) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: Array("frontdesk journal 1".utf8))
        hash.update(data: bigEndian(UInt64(bitPattern: Int64(sequence))))
        hash.update(data: bigEndian(UInt64(bitPattern: at.milliseconds)))
        for field in [Array(kind.utf8), Array(subject.utf8), bodyHash, previous] {
            hash.update(data: bigEndian(UInt64(field.count)))
            hash.update(data: field)
        }
        return Array(hash.finalize())
    }
}

/// Eight bytes, the highest first.
func bigEndian(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
}
