import Foundation
import GRDB
import Registry
import Sealing
import Specimens

@testable import Storage

/// 2026-11-22T14:30:00Z.
let now = Timestamp(milliseconds: 1_795_357_800_000)

/// This kiosk at the platform.
let kiosk: Identifier<KioskStation> = "k-1"

extension Identifier: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(value) }
}

/// A folder that goes with this value.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/frontdesk-store-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? ""
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var data: String { path + "/data" }

    func open(_ purpose: DataFolder.Purpose = .trial) throws -> DataFolder {
        try DataFolder(path: data, purpose: purpose, at: now)
    }

    /// An open folder with the made-up village in it.
    func openVillage() async throws -> DataFolder {
        let folder = try open()
        try await folder.village.apply(TrialVillage().changes, position: 1, own: kiosk, at: now)
        return folder
    }

    /// Changes the database as somebody with the file in his hands would.
    func tamper(_ sql: String, arguments: StatementArguments = []) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let database = try DatabaseQueue(
            path: data + "/frontdesk.sqlite", configuration: configuration)
        try database.writeWithoutTransaction { try $0.execute(sql: sql, arguments: arguments) }
        try database.close()
    }

    /// One number read from the database behind everybody's back.
    func count(_ sql: String) throws -> Int {
        let database = try DatabaseQueue(path: data + "/frontdesk.sqlite")
        defer { try? database.close() }
        return try database.read { try Int.fetchOne($0, sql: sql) ?? -1 }
    }
}

/// Made-up people and leases; numbers are the published specimens.
enum Fixture {
    static let name = "样张某某"
    static let number = "11010519491231002X"
    static let otherNumber = "440524188001010014"
    static let phone = "10000000099"
    static let address = "样张市样张区样张路 1 号"

    static func day(_ text: String) throws -> CalendarDate {
        guard let day = CalendarDate(text) else { throw StorageError.damaged }
        return day
    }

    static func document(number: String = number) throws -> IdentityDocument {
        IdentityDocument(
            kind: .resident, name: name, number: number, sex: .female, ethnicGroup: "汉族",
            birthDate: try day("19491231"), address: address, issuer: "样张市公安局",
            validFrom: try day("20200101"), validUntil: nil, chipSerial: [1, 2, 3, 4, 5, 6, 7, 8])
    }

    static func signature() throws -> Signature {
        let points = (0..<12).map {
            Signature.Point(
                x: Double($0) / 12, y: 0.5, milliseconds: $0 * 10, pressure: 0.5)
        }
        return try Signature(strokes: [points])
    }

    /// A room with `beds` beds free in a house that may be let under a standing authority.
    static func room(_ folder: DataFolder, beds: Int = 1) async throws -> RoomOffer {
        for offer in try await folder.village.offers()
        where offer.house.colour == .green && offer.freeBeds == beds {
            let landlord = try await folder.village.landlord(offer.house.landlord)
            if landlord.authority != nil { return offer }
        }
        throw StorageError.unknownRecord
    }

    static func lease(
        _ folder: DataFolder, _ offer: RoomOffer, tenancy: String = "t-1",
        tenant: String = number
    ) async throws -> SignedLease {
        let landlord = try await folder.village.landlord(offer.house.landlord)
        guard let authority = landlord.authority else { throw StorageError.unknownRecord }
        let terms = try LeaseTerms(
            from: now.day, months: 12, phone: phone, authority: authority, today: now.day)
        let draft = LeaseDraft(
            number: try await folder.leaseNumbers.next(on: now.day),
            tenancy: Identifier(tenancy), tenant: try document(number: tenant), offer: offer,
            landlord: landlord, authority: authority, terms: terms, madeAt: now)
        let comparison = FaceComparison(score: 0.71, passAt: 0.36, refuseBelow: 0.2, models: [:])
        return SignedLease(
            draft: draft, signature: try signature(), identification: .face(comparison),
            consent: Consent(way: .face, notice: 1, at: now), signedAt: now)
    }

    static func archived(
        _ folder: DataFolder, _ lease: SignedLease
    ) async throws -> LeaseDocument {
        let pdf = Array("%PDF-1.7 \(lease.draft.number) \(name) \(number)".utf8)
        return LeaseDocument(
            archived: try await folder.archive.store(pdf), archivedAt: now,
            dataSHA256: String(repeating: "ab", count: 32),
            form: FormVersion(form: "lease", version: 1))
    }

    static func effect(_ id: String = "e-1") -> NewEffect {
        NewEffect(
            id: Identifier(id), kind: .printContract, payload: Array("给 \(name) 打印".utf8))
    }

    @discardableResult
    static func register(
        _ folder: DataFolder, _ lease: SignedLease, effect: String = "e-1"
    ) async throws -> Tenancy {
        try await folder.tenancies.register(
            lease, document: try await archived(folder, lease),
            effects: [Self.effect(effect)], at: now)
    }
}
