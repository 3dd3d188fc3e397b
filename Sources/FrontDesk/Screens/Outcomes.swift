import Registry

/// One line of a last screen: a thing that follows from the record, and how far it has come.
struct OutcomeLine {
    /// The picture before it.
    enum Mark: String {
        /// It is as it should be.
        case done
        /// The kiosk is at work on it.
        case busy
        /// It comes later, or somebody must do something.
        case late
        /// There is nothing of the kind.
        case absent
    }

    let topic: String
    let mark: Mark
    let title: String
    var detail = ""
    var code = ""

    init(_ topic: String, _ mark: Mark, _ title: String, _ detail: String = "") {
        (self.topic, self.mark, self.title, self.detail) = (topic, mark, title, detail)
    }

    init(_ topic: String, _ title: String, late fault: Fault) {
        self.init(topic, .late, title, fault.tenant)
        code = fault.code
    }

    var values: [String: Any] {
        [
            "topic": topic, "mark": mark.rawValue, "title": title, "detail": detail,
            "code": code, "isDone": mark == .done, "isBusy": mark == .busy,
            "isLate": mark == .late, "isAbsent": mark == .absent,
            "hasDetail": !detail.isEmpty,
        ]
    }
}

extension Receipt {
    /// What the last screen of a check-in shows.
    var values: [String: Any] {
        [
            "name": maskedName, "house": offer.house.address, "number": offer.room.number,
            "from": from.chinese, "until": until.chinese, "lease": lease,
            "lines": lines.map(\.values), "offersReceipt": consentPaper == nil,
            "next": door.nextStep,
        ]
    }
}

extension Receipt {
    private var lines: [OutcomeLine] {
        let receipt = consentPaper.map { [$0.line(of: "回执")] } ?? []
        return [paper.line(of: "合同"), policy.line, door.line(until: until)] + receipt
    }
}

extension CheckOutReceipt {
    /// What the last screen of a check-out shows.
    var values: [String: Any] {
        [
            "place": place, "settlement": number, "refund": refund.short,
            "refundBy": refundBy.chinese,
            "lines": [paper.line(of: "结算单"), policy.line, door.line].map(\.values),
        ]
    }
}

extension Receipt.Paper {
    func line(of name: String) -> OutcomeLine {
        switch self {
        case .printing: OutcomeLine(name, .busy, "正在打印", "请稍候")
        case .printed: OutcomeLine(name, .done, "已打印", "请在出纸口取走")
        case .delayed(let fault): OutcomeLine(name, "稍后补打，登记已经有效", late: fault)
        }
    }
}

extension PolicyNews? {
    fileprivate var line: OutcomeLine {
        switch self {
        case nil: OutcomeLine("保险", .absent, "未投保")
        case .booking: OutcomeLine("保险", .busy, "正在预约", "请稍候")
        case .booked(let number): OutcomeLine("保险", .done, "已预约", "保单号 \(number)")
        case .delayed(let fault): OutcomeLine("保险", "稍后补办", late: fault)
        case .cancelled: OutcomeLine("保险", .absent, "已取消")
        }
    }

    /// The short name a machine follows.
    var name: String {
        switch self {
        case nil: "declined"
        case .booking: "booking"
        case .booked: "booked"
        case .delayed: "delayed"
        case .cancelled: "cancelled"
        }
    }

    /// The insurer's number, once booked.
    var number: String? { if case .booked(let number) = self { number } else { nil } }
}

extension DoorNews {
    fileprivate func line(until: CalendarDate) -> OutcomeLine {
        switch self {
        case .none: OutcomeLine("门锁", .absent, "本楼没有智能门锁", "找房东领钥匙")
        case .granting: OutcomeLine("门锁", .busy, "正在开通", "请稍候")
        case .granted: OutcomeLine("门锁", .done, "刷身份证开门", "有效至\(until.chinese)")
        case .awaitingSwipe: OutcomeLine("门锁", .late, "请到房门刷一次身份证", "刷过后由前台开通")
        case .delayed(let fault): OutcomeLine("门锁", "稍后开通", late: fault)
        }
    }

    /// What the tenant does when he goes from the kiosk.
    fileprivate var nextStep: String {
        switch self {
        case .none: "请取走身份证，入住时找房东领钥匙"
        case .granting, .granted: "请取走身份证，到房门刷身份证即可开门"
        case .awaitingSwipe: "请取走身份证，先到房门刷一次，再打前台电话"
        case .delayed: "请取走身份证，开通前请房东为您开门"
        }
    }

    /// The short name a machine follows.
    var name: String {
        switch self {
        case .none: "none"
        case .granting: "granting"
        case .granted: "granted"
        case .awaitingSwipe: "swipe"
        case .delayed: "delayed"
        }
    }
}

extension PolicyEndNews {
    fileprivate var line: OutcomeLine {
        switch self {
        case .none: OutcomeLine("保险", .absent, "没有投保")
        case .cancelling: OutcomeLine("保险", .busy, "正在退保", "余下保费由保险公司退还")
        case .cancelled: OutcomeLine("保险", .done, "已退保", "余下保费由保险公司退还")
        case .kept: OutcomeLine("保险", .done, "保到期满", "离房后继续有效")
        case .delayed(let fault): OutcomeLine("保险", "稍后退保", late: fault)
        }
    }

    /// The short name a machine follows.
    var name: String {
        switch self {
        case .none: "none"
        case .cancelling: "cancelling"
        case .cancelled: "cancelled"
        case .kept: "kept"
        case .delayed: "delayed"
        }
    }
}

extension DoorEndNews {
    fileprivate var line: OutcomeLine {
        switch self {
        case .none: OutcomeLine("门锁", .absent, "本楼没有智能门锁", "请把钥匙交还房东")
        case .revoking: OutcomeLine("门锁", .busy, "正在撤销门禁", "请稍候")
        case .revoked: OutcomeLine("门锁", .done, "门禁已撤销", "身份证不再能开门")
        case .delayed(let fault): OutcomeLine("门锁", "稍后撤销门禁", late: fault)
        }
    }

    /// The short name a machine follows.
    var name: String {
        switch self {
        case .none: "none"
        case .revoking: "revoking"
        case .revoked: "revoked"
        case .delayed: "delayed"
        }
    }
}
