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
    case checkInList
    case checkInShow(id: String)

    /// Runs on an open data folder.
    func run(on data: DataFolder) async throws -> DataAnswer {
        switch self {
        case .archiveVerify: try await DataAnswer.archiveVerification(data)
        case .archiveList: try await DataAnswer.archiveList(data)
        case .archiveShow(let number): try await DataAnswer.archived(number, data)
        case .archiveExport(let number): try await DataAnswer.exported(number, data)
        case .journalVerify: try await DataAnswer.journalVerification(data)
        case .checkInList: try await DataAnswer.checkIns(data)
        case .checkInShow(let id): try await DataAnswer.checkIn(id, data)
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
