/// Where a print job stands with the spooler.
public enum SpoolState: Equatable, Sendable, Codable {
    /// Waiting for its document; the submission was cut off.
    case awaitingDocument
    /// Accepted or being printed; `faults` names what the printer lacks, empty when nothing.
    case active(faults: [PrinterCondition])
    /// Every sheet is out.
    case completed
    /// Ended without being printed.
    case cancelled
}

/// What keeps a printer from printing: the keyword's stem in RFC 8011 §5.4.12.
public enum PrinterCondition: String, Sendable, Codable, CaseIterable {
    case mediaEmpty = "media-empty"
    case mediaJam = "media-jam"
    case mediaNeeded = "media-needed"
    case coverOpen = "cover-open"
    case tonerEmpty = "toner-empty"
    case markerSupplyEmpty = "marker-supply-empty"
    case inputTrayMissing = "input-tray-missing"
    case paused = "paused"
    case offline = "offline"
    case other = "other"
}

/// One job as the spooler knows it.
public struct SpoolJob: Equatable, Sendable {
    /// The spooler's number; not a key, it is given again after a spooler's crash.
    public let id: Int
    /// The spooler's UUID for the job.
    public let uuid: String
    /// Our name for it: unique, `<lease number>/<copy>/<attempt>`.
    public let name: String
    /// Where it stands.
    public let state: SpoolState

    /// Creates a job.
    public init(id: Int, uuid: String, name: String, state: SpoolState) {
        (self.id, self.uuid, self.name, self.state) = (id, uuid, name, state)
    }
}

/// A print spooler.
public protocol Spooler: Sendable {
    /// Hands `document` over byte for byte, under `name`. Throws a ``UserFacing`` error.
    func submit(document: [UInt8], name: String) async throws -> SpoolJob
    /// The job called `name`, whatever its number now is; `nil` when the spooler knows of none.
    func job(named name: String) async throws -> SpoolJob?
    /// Cancels the job called `name` if it is still there.
    func cancel(named name: String) async throws
    /// Deletes the spooler's record and document of the job called `name`, if it has them.
    func purge(named name: String) async throws
}
