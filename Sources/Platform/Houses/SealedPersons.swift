import Registry
import Sealing

extension Landlord {
    /// The sealed part of a landlord's row.
    struct Person: Codable {
        let name: String
        let number: String
        let phone: String
    }

    /// Seals name, number and phone for the landlord's own row.
    func sealed(in village: Identifier<Village>, _ sealer: Sealer) throws(SealingError) -> [UInt8] {
        try sealer.seal(
            json: Person(name: name, number: number, phone: phone),
            bound: Binding(table: "landlord", row: "\(village)/\(id)", column: "person"))
    }
}

extension PersonHashes {
    /// The index columns of a tenancy, in the order of ``values``.
    static let columns = [
        "number_hash", "last_four_hash", "phone_hash", "name_hash", "initials_hash",
    ]

    var values: [SQLValue] { [number, lastFour, phone, name, initials].map { .bytes($0) } }
}

extension Tenancy {
    /// The sealed part of a tenancy's row.
    struct Person: Codable {
        let document: IdentityDocument
        let phone: String
    }

    /// Seals a tenant's document and phone for his tenancy's own row.
    func sealed(
        _ document: IdentityDocument, phone: String, in village: Identifier<Village>,
        _ sealer: Sealer
    ) throws(SealingError) -> [UInt8] {
        try sealer.seal(
            json: Person(document: document.withoutChip, phone: phone),
            bound: Binding(table: "tenancy", row: "\(village)/\(id)", column: "person"))
    }
}
