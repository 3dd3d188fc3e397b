public import Registry

extension Settlement {
    /// The data of the form `settlement` as canonical JSON.
    ///
    /// The members are those of `forms/settlement/1/schema.json`.
    public func formData(_ setting: LeaseSetting) throws -> [UInt8] {
        var members: [String: JSONValue] = [
            "number": .string(number),
            "trial": .bool(setting.isTrial),
            "village": .string(setting.village),
            "desk": ["name": .string(setting.desk), "phone": .string(setting.phone)],
            "madeAt": .string(madeAt.chinese),
            "lessor": [
                "name": .string(lease.landlord.name), "number": .string(lease.landlord.number),
                "phone": .string(lease.landlord.phone),
            ],
            "lessee": [
                "name": .string(lease.tenant.name),
                "documentKind": .string(lease.tenant.kind.chinese),
                "number": .string(lease.tenant.number), "phone": .string(lease.terms.phone),
            ],
            "room": [
                "house": .string(lease.offer.house.address),
                "number": .string(lease.offer.room.number),
            ],
            "lease": [
                "number": .string(lease.number), "from": .string(lease.terms.from.iso8601),
                "until": .string(lease.terms.until.iso8601),
            ],
            "leftOn": .string(leftOn.iso8601),
            "meters": [
                "electricity": .string(Self.decimal(tenths: meters.electricityTenths)),
                "water": .string(Self.decimal(tenths: meters.waterTenths)),
            ],
            "deposit": lease.deposit.members,
            "deductions": .array(deductions.map(Self.members)),
            "deducted": Money(fen: lease.deposit.fen - refund.fen).members,
            "refund": refundMembers,
            "basis": .string(basis.chinese),
        ]
        if case .clerk(_, let reason) = basis { members["reason"] = .string(reason) }
        if let product = lease.terms.insurance { members["insurance"] = Self.members(product) }
        return try JSONValue.object(members).canonicalText()
    }

    private var refundMembers: JSONValue {
        [
            "decimal": .string(refund.decimal), "words": .string(refund.chinese),
            "by": .string(refundBy.iso8601),
            "days": .integer(lease.authority.depositReturnDays),
        ]
    }

    private static func members(_ deduction: Deduction) -> JSONValue {
        ["ground": .string(deduction.ground), "decimal": .string(deduction.amount.decimal)]
    }

    private static func members(_ product: InsuranceProduct) -> JSONValue {
        [
            "name": .string(product.name), "carrier": .string(product.carrier),
            "ends": .bool(product.endsAtCheckOut),
        ]
    }

    /// `1234.5`, as a meter shows it.
    private static func decimal(tenths: Int) -> String { "\(tenths / 10).\(tenths % 10)" }
}

extension Money {
    fileprivate var members: JSONValue {
        ["decimal": .string(decimal), "words": .string(chinese)]
    }
}

extension Settlement.Basis {
    /// The words beside the signatures.
    fileprivate var chinese: String {
        switch self {
        case .tenant: "承租人本人刷证办理"
        case .clerk: "总台工作人员办理"
        }
    }
}
