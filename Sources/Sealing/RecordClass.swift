/// Records that are kept for the same time share their data keys, so that destroying one makes
/// all it sealed unreadable, copies and backups too.
public enum RecordClass: String, Sendable, CaseIterable, Codable {
    /// People and their tenancies, on the kiosk and on the platform.
    case tenancy
    /// Leases and settlements: what was signed.
    case lease
    /// Photos from documents, where they are kept.
    case photo
    /// Filed documents.
    case archive
    /// Bodies of the journal, and events as they arrived at the platform.
    case journal
    /// Landlords.
    case landlord
    /// What is under way: the running visit, effects, print jobs, grants, bookings, requests.
    case work
    /// Who works with the system.
    case staff
    /// What the folder needs to know itself by; kept as long as the folder.
    case folder
    /// Keyed look-up hashes; kept as long as the folder.
    case lookup

    /// The class of what is sealed for a place in `table`.
    init(table: String) {
        self =
            switch table {
            case "tenancy": .tenancy
            case "lease", "settlement": .lease
            case "photo": .photo
            case "file": .archive
            case "journal", "event": .journal
            case "landlord": .landlord
            case "staff", "account": .staff
            case "folder", "journal_head", "backup": .folder
            default: .work
            }
    }

    /// Whether its keys are made anew each month and may be destroyed.
    public var hasTerm: Bool { self != .folder && self != .lookup }
}
