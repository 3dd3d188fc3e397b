public import Registry

/// Somebody who will live in the room beside the tenant.
public struct CoOccupant: Equatable, Sendable {
    /// His document.
    public let document: IdentityDocument
    /// What he is to the tenant, such as 配偶.
    public let relation: String

    /// Takes a co-occupant.
    public init(document: IdentityDocument, relation: String) {
        (self.document, self.relation) = (document, relation)
    }
}

extension LeaseDraft {
    /// The data of the form `lease` as canonical JSON, unsigned: the paper shows 待签.
    ///
    /// The members are those of `forms/lease/1/schema.json`.
    public func formData(
        _ setting: LeaseSetting, coOccupants: [CoOccupant] = []
    ) throws -> [UInt8] {
        try JSONValue.object(members(setting, coOccupants)).canonicalText()
    }

    fileprivate func members(
        _ setting: LeaseSetting, _ coOccupants: [CoOccupant]
    ) -> [String: JSONValue] {
        [
            "number": .string(number),
            "trial": .bool(setting.isTrial),
            "village": .string(setting.village),
            "desk": ["name": .string(setting.desk), "phone": .string(setting.phone)],
            "madeOn": .string(madeAt.day.iso8601),
            "lessor": [
                "name": .string(landlord.name), "number": .string(landlord.number),
                "phone": .string(landlord.phone),
            ],
            "lessee": [
                "name": .string(tenant.name), "documentKind": .string(tenant.kind.chinese),
                "number": .string(tenant.number), "address": .string(tenant.addressInWords),
                "phone": .string(terms.phone),
            ],
            "room": room,
            "term": [
                "from": .string(terms.from.iso8601), "until": .string(terms.until.iso8601),
                "months": .integer(terms.months),
            ],
            "rent": [
                "decimal": .string(offer.room.rent.decimal),
                "words": .string(offer.room.rent.chinese), "dueDay": .integer(terms.from.day),
            ],
            "deposit": depositMembers,
            "occupants": .array(
                [tenant.occupant(relation: "本人")]
                    + coOccupants.map { $0.document.occupant(relation: $0.relation) }),
            "inventory": .array(offer.room.amenities.map(JSONValue.string)),
            "authority": [
                "reference": .string(authority.reference),
                "signedOn": .string(authority.signedOn.iso8601),
                "monthsMax": .integer(authority.monthsMax),
            ],
            "rules": [
                "registerWithinDays": .integer(setting.registerWithinDays),
                "entryNoticeHours": .integer(setting.entryNoticeHours),
                "earlyEndDays": .integer(setting.earlyEndDays),
            ],
        ]
    }

    private var room: JSONValue {
        [
            "house": .string(offer.house.address), "land": .string(offer.house.land.rawValue),
            "colour": .string(offer.house.colour.chinese), "number": .string(offer.room.number),
            "area": .string(offer.room.areaM2), "capacity": .integer(offer.room.capacity),
        ]
    }

    private var depositMembers: JSONValue {
        [
            "decimal": .string(deposit.decimal), "words": .string(deposit.chinese),
            "returnBy": .string(depositReturnBy.iso8601),
            "returnDays": .integer(authority.depositReturnDays),
            "deductionCases": .array(authority.deductionCases.map(JSONValue.string)),
        ]
    }
}

extension SignedLease {
    /// The data of the form `lease` as canonical JSON, with the tenant's signature. Its data hash
    /// is the draft's.
    public func formData(
        _ setting: LeaseSetting, coOccupants: [CoOccupant] = []
    ) throws -> [UInt8] {
        var members = draft.members(setting, coOccupants)
        members["signature"] = [
            "path": .string(signature.path), "signedAt": .string(signedAt.chinese),
            "identification": .string(identification.chinese),
        ]
        return try JSONValue.object(members).canonicalText()
    }
}

extension Identification {
    /// The words beside the signature.
    fileprivate var chinese: String {
        switch self {
        case .face: "人脸比对一致"
        case .inPerson: "工作人员当面核对"
        case .withdrawn: "人脸比对一致（同意已撤回）"
        }
    }
}

extension IdentityDocument {
    /// Foreigners' documents have no address.
    fileprivate var addressInWords: String { address.isEmpty ? "证件未载明" : address }

    fileprivate func occupant(relation: String) -> JSONValue {
        [
            "name": .string(name), "sex": .string(sex.chinese), "number": .string(number),
            "documentKind": .string(kind.chinese), "relation": .string(relation),
        ]
    }
}
