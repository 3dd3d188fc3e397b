import Foundation
import Registry
import Storage
import Sync

extension KioskEvent {
    /// The entry as it goes up: with its body where the platform keeps that, else as a hash.
    init(
        _ entry: JournalEntry, village: Identifier<Village>, kiosk: Identifier<KioskStation>
    ) throws {
        let proof = EntryProof(
            at: entry.at, kind: entry.kind.rawValue, subject: entry.subject,
            bodyHash: entry.bodyHash.hex, previous: entry.previous.hex, hash: entry.hash.hex)
        self.init(
            sequence: entry.sequence, village: village, kiosk: kiosk, entry: proof,
            body: try EntryBody(entry))
    }

    /// Documents that must be filed before the event is sent, by SHA-256.
    var document: String? {
        switch body {
        case .registered(let report): report.documentSHA256
        case .ended(let end): end.documentSHA256
        case .answered, .settled, nil: nil
        }
    }
}

extension EntryBody {
    /// What the platform is told of an entry; `nil` for those that stay at home.
    init?(_ entry: JournalEntry) throws {
        func body<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try JSONDecoder().decode(type, from: Data(entry.body))
        }
        switch entry.kind {
        case .registration: self = .registered(try body(RegistrationBody.self).report)
        case .checkOut: self = .ended(try body(TenancyEnd.self))
        case .request: self = .answered(try body(RequestAnswer.self))
        case .decision: self = .settled
        case .look, .staff, .device, .door, .policy, .paper, .withdrawal, .retention: return nil
        }
    }
}
