import Foundation
import Registry
import Storage

extension DataAnswer {
    private struct Listing: Encodable { let tenancies: [Entry] }
    private struct Entry: Encodable {
        let id: String
        let lease: String
        let room: String
        let from: CalendarDate
        let until: CalendarDate
        let recordedAt: Timestamp

        init(_ tenancy: Tenancy) {
            (id, lease, room) = (tenancy.id.rawValue, tenancy.lease, tenancy.room.rawValue)
            (from, until, recordedAt) = (tenancy.from, tenancy.until, tenancy.recordedAt)
        }
    }
    /// A recorded check-in, without the tenant's name, number and phone.
    private struct Detail: Encodable {
        let id: String
        let lease: String
        let room: String
        let from: CalendarDate
        let until: CalendarDate
        let consentAt: Timestamp
        let way: String
        let score: Double?
        let verdict: String?
        let signedAt: Timestamp
        let archivedAt: Timestamp
        let recordedAt: Timestamp
        let dataSHA256: String
        let documentSHA256: String
        let signatureStrokes: Int
        let effects: [Effect]
        /// One for each controller of the house: `awaitingSwipe`, `pending`, `applied`, `revoked`.
        let doors: [String]
        /// The insurer's numbers of policies in force.
        let policies: [String]
        let endedAt: Timestamp?
    }
    private struct Effect: Encodable {
        let kind: String
        let state: String
        let attempts: Int
        let fault: String?
    }

    static func checkIns(_ data: DataFolder) async throws -> DataAnswer {
        let records = try await data.tenancies.list()
        return try DataAnswer(
            ok: true, json: Listing(tenancies: records.map { Entry($0.tenancy) }),
            text: records.map {
                "\($0.tenancy.id)  \($0.tenancy.lease)  \($0.address) \($0.roomNumber)"
            }.joined(separator: "\n"))
    }

    static func checkIn(_ id: String, _ data: DataFolder) async throws -> DataAnswer {
        let record = try await data.tenancies.tenancy(Identifier(id))
        let lease = try await data.tenancies.lease(record.tenancy.lease)
        let archived = try await data.archive.entry(number: record.tenancy.lease)
        let effects = try await data.effects.all(of: record.tenancy.id)
        let doors = try await data.doorGrants.standing(of: record.tenancy.id).map(\.state.name)
        let policies = try await data.policies.numbers(of: record.tenancy.id)
        var comparison: FaceComparison?
        if case .face(let found) = lease.signed.identification { comparison = found }
        let detail = Detail(
            id: id, lease: record.tenancy.lease, room: record.tenancy.room.rawValue,
            from: record.tenancy.from, until: record.tenancy.until,
            consentAt: lease.signed.consent.at, way: lease.signed.consent.way.rawValue,
            score: comparison?.score, verdict: comparison?.verdict.rawValue,
            signedAt: lease.signed.signedAt, archivedAt: archived.archivedAt,
            recordedAt: record.tenancy.recordedAt, dataSHA256: lease.dataSHA256,
            documentSHA256: lease.documentSHA256,
            signatureStrokes: lease.signed.signature.strokes.count,
            effects: effects.map {
                Effect(
                    kind: $0.kind.rawValue, state: $0.state.rawValue, attempts: $0.attempts,
                    fault: $0.fault?.code)
            },
            doors: doors, policies: policies, endedAt: record.endedAt)
        return try DataAnswer(
            ok: true, json: detail,
            text: "\(record.tenancy.lease)：\(record.address) \(record.roomNumber)，"
                + "\(record.tenancy.from.chinese)至\(record.tenancy.until.chinese)，"
                + "\(record.tenancy.recordedAt.chinese)登记")
    }
}

extension DoorGrantState {
    /// The short word a machine follows.
    fileprivate var name: String {
        switch self {
        case .awaitingSwipe: "awaitingSwipe"
        case .pending: "pending"
        case .applied: "applied"
        case .revoked: "revoked"
        }
    }
}
