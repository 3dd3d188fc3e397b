import Foundation
import Registry
import Storage

/// A command that looks at what the kiosk keeps. It runs in the service while that runs, else
/// alone under the data folder's lock; either way it is this value that runs.
enum DataCommand: Codable, Sendable, Equatable {
    case archiveVerify
    case archiveList
    case archiveShow(number: String)
    case archiveExport(number: String)
    case journalVerify
    case journalAudit(subject: String?, days: Int)
    case checkInList
    case checkInShow(id: String)
    case exceptionList
    case syncStatus
    case doorList
    case doorOpen(serial: UInt32, door: Int, reason: String)
    case doorEvents(serial: UInt32, count: Int)
    case retentionRun(RetentionTerms, isLinked: Bool)
    case retentionReport
    case storedFaces
    case backup(path: String, keys: String)
    case keyList
    case keyRotate
    case masterKeyChange
    case masterKeyCopy(path: String)
    case certificateRenew

    /// Runs on an open data folder.
    func run(at place: CommandPlace) async throws -> DataAnswer {
        let data = place.data
        return switch self {
        case .archiveVerify: try await DataAnswer.archiveVerification(data)
        case .archiveList: try await DataAnswer.archiveList(data)
        case .archiveShow(let number): try await DataAnswer.archived(number, data)
        case .archiveExport(let number): try await DataAnswer.exported(number, data)
        case .journalVerify: try await DataAnswer.journalVerification(data)
        case .journalAudit(let subject, let days):
            try await DataAnswer.audit(of: subject, days: days, data)
        case .checkInList: try await DataAnswer.checkIns(data)
        case .checkInShow(let id): try await DataAnswer.checkIn(id, data)
        case .exceptionList: try await DataAnswer.exceptions(data)
        case .syncStatus: try await DataAnswer.syncStatus(data)
        case .doorList: try await DataAnswer.doors(data)
        case .doorOpen(let serial, let door, let reason):
            try await DataAnswer.openDoor(serial, door, reason: reason, place)
        case .doorEvents(let serial, let count):
            try await DataAnswer.doorEvents(of: serial, count: count, place)
        case .retentionRun(let terms, let isLinked):
            try await DataAnswer.retentionRun(terms, isLinked: isLinked, data)
        case .retentionReport: try await DataAnswer.retentionReports(data)
        case .storedFaces: try await DataAnswer.storedFaces(data)
        case .backup(let path, let keys):
            try await DataAnswer.backedUp(to: path, keys: keys, data)
        case .keyList: try DataAnswer.keys(data)
        case .keyRotate: try await DataAnswer.rotatedKeys(data)
        case .masterKeyChange: try await DataAnswer.changedMasterKey(data)
        case .masterKeyCopy(let path):
            try await DataAnswer.copiedMasterKey(to: path, data)
        case .certificateRenew: try await DataAnswer.renewedCertificate(place.renewal)
        }
    }
}

/// What a command found: for a program, for a person, and a file where it asked for one.
struct DataAnswer: Codable, Sendable {
    /// Whether all is well; false makes the exit status 1.
    let ok: Bool
    /// One JSON object.
    let json: String
    /// The same for people, in Chinese.
    let text: String
    /// The exported document.
    var document: Data?

    init(ok: Bool, json: some Encodable, text: String, document: Data? = nil) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        self.json = String(decoding: try encoder.encode(json), as: UTF8.self)
        (self.ok, self.text, self.document) = (ok, text, document)
    }
}
