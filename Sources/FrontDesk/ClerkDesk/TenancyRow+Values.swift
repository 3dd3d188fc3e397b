import Registry

extension TenancyRow {
    /// The row by the names the board uses.
    var values: [String: Any] {
        let insurance = ended?.policy.badge ?? policy.badge
        let doors = ended?.door.badge ?? door.badge
        let sheet = (ended?.paper ?? paper).badge
        return [
            "id": tenancy.rawValue, "name": maskedName, "house": house, "room": room,
            "lease": lease, "from": from.chinese, "until": until.chinese,
            "paper": sheet.values, "policy": insurance.values, "door": doors.values,
            "asksForSwipe": ended == nil && door == .awaitingSwipe,
            "canLeave": ended == nil && !deductionCases.isEmpty,
            "cases": deductionCases.enumerated().map {
                ["place": $0.offset, "ground": $0.element] as [String: Any]
            },
            "endedOn": ended?.at.day.chinese ?? "", "settlement": ended?.settlement ?? "—",
        ]
    }
}

/// A word of state in the list, with what is behind it.
struct StateBadge: Equatable {
    /// Colours of the word.
    enum Tone: String { case good, busy, late, none }

    let tone: Tone
    let word: String
    var hint = ""

    init(_ tone: Tone, _ word: String) { (self.tone, self.word) = (tone, word) }
    init(_ word: String, late fault: Fault) {
        (tone, self.word, hint) = (.late, word, "\(fault.clerk)（\(fault.code)）")
    }

    var values: [String: Any] { ["tone": tone.rawValue, "word": word, "hint": hint] }
}

extension Receipt.Paper {
    var badge: StateBadge {
        switch self {
        case .printing: StateBadge(.busy, "正在打印")
        case .printed: StateBadge(.good, "已打印")
        case .delayed(let fault): StateBadge("待补打", late: fault)
        }
    }
}

extension PolicyNews? {
    var badge: StateBadge {
        switch self {
        case nil: StateBadge(.none, "未投保")
        case .booking: StateBadge(.busy, "正在预约")
        case .booked(let number): StateBadge(.good, number)
        case .delayed(let fault): StateBadge("待补办", late: fault)
        case .cancelled: StateBadge(.none, "已取消")
        }
    }
}

extension DoorNews {
    var badge: StateBadge {
        switch self {
        case .none: StateBadge(.none, "无智能锁")
        case .granting: StateBadge(.busy, "正在开通")
        case .granted: StateBadge(.good, "已开通")
        case .awaitingSwipe: StateBadge(.late, "等待刷卡")
        case .delayed(let fault): StateBadge("待开通", late: fault)
        }
    }
}

extension PolicyEndNews {
    var badge: StateBadge {
        switch self {
        case .none: StateBadge(.none, "未投保")
        case .cancelling: StateBadge(.busy, "正在退保")
        case .cancelled: StateBadge(.good, "已退保")
        case .kept: StateBadge(.good, "保到期满")
        case .delayed(let fault): StateBadge("待退保", late: fault)
        }
    }
}

extension DoorEndNews {
    var badge: StateBadge {
        switch self {
        case .none: StateBadge(.none, "无智能锁")
        case .revoking: StateBadge(.busy, "正在撤销")
        case .revoked: StateBadge(.good, "已撤销")
        case .delayed(let fault): StateBadge("待撤销", late: fault)
        }
    }
}
