import Registry

/// The two figures a tenant reads off his meters.
struct MeterForm {
    let tenant: StayingTenant

    var values: [String: Any] {
        let offer = tenant.lease.offer
        return [
            "name": tenant.maskedName, "house": offer.house.address, "number": offer.room.number,
            "keys": Self.keys,
        ]
    }

    /// Four in a row, as they stand on the screen.
    private static var keys: [[String: Any]] {
        let words = ["删除": "back", "清空": "clear", "下一项": "next"]
        return ["1", "2", "3", "删除", "4", "5", "6", "清空", "7", "8", "9", "下一项", "0", "."].map {
            [
                "key": words[$0] ?? $0, "text": $0, "isWord": words[$0] != nil,
                "isWide": $0 == "0" || $0 == ".",
            ]
        }
    }
}

extension Settlement {
    /// The figures of the screen that a tenant confirms.
    var values: [String: Any] {
        [
            "deposit": lease.deposit.short, "refund": refund.short,
            "hasDeductions": !deductions.isEmpty,
            "deductions": deductions.map {
                ["ground": $0.ground, "amount": $0.amount.short] as [String: Any]
            },
            "refundBy": refundBy.chinese,
        ]
    }
}
