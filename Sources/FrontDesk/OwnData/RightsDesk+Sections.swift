import Printing
import Registry
import Storage

/// What is kept of a person, line by line.
extension RightsDesk {
    /// More looks than these are not listed one by one.
    private static let looksMax = 60

    /// Everything, for paper; `isMasked` for a screen that others may see. Empty where nothing is
    /// kept.
    func sections(of stays: [PersonRecord], isMasked: Bool) async throws -> [PaperSection] {
        guard let newest = stays.first else { return [] }
        var sections = [newest.record.tenant.section(isMasked: isMasked)]
        for stay in stays { sections.append(try await section(of: stay, isMasked: isMasked)) }
        let way = stays.contains { $0.lease?.signed.consent.way == .face }
        sections.append(terms.section(keepsPhoto: keepsPhoto, way: way ? .face : .inPerson))
        sections.append(PaperSection("谁查看过", try await looks(at: stays)))
        return sections
    }

    private func section(
        of stay: PersonRecord, isMasked: Bool
    ) async throws -> PaperSection {
        let record = stay.record
        let id = record.tenancy.id
        var rows = [
            PaperRow("合同编号", record.tenancy.lease),
            PaperRow("租期", "\(record.tenancy.from.chinese) 至 \(record.tenancy.until.chinese)"),
            PaperRow("登记时间", record.tenancy.recordedAt.chinese),
            PaperRow("状态", record.endedAt.map { "\($0.day.chinese)离房" } ?? "在住"),
            PaperRow("电话", isMasked ? record.phone.maskedPhone : record.phone),
        ]
        if let lease = stay.lease?.signed {
            rows.append(PaperRow("同意", lease.consent.chinese))
            rows.append(PaperRow("核对本人", lease.identification.chinese))
            rows.append(PaperRow("签名", "笔迹保存在合同中"))
        } else {
            rows.append(PaperRow("合同", "不在本机（由房东或其他前台登记）"))
        }
        rows.append(PaperRow("证件照片", stay.hasPhoto ? "加密保存" : "没有保存"))
        if let settlement = stay.settlement { rows.append(PaperRow("结算单", settlement)) }
        rows.append(PaperRow("保险", await standing.policies(id).chinese))
        rows.append(PaperRow("门禁", try await doors(of: id, isMasked: isMasked)))
        return PaperSection("租住：\(record.address) \(record.roomNumber) 室", rows)
    }

    private func doors(of tenancy: Identifier<Tenancy>, isMasked: Bool) async throws -> String {
        let grants = try await data.doorGrants.standing(of: tenancy)
        guard !grants.isEmpty else { return "没有门禁授权" }
        let open = grants.count { $0.state == .applied }
        let cards = Set(grants.compactMap { $0.grant.card?.number }).sorted().map(String.init)
        guard !cards.isEmpty, !isMasked else { return "身份证已开通 \(open) 处" }
        return "身份证已开通 \(open) 处，卡号 \(cards.joined(separator: "、"))"
    }

    private func looks(at stays: [PersonRecord]) async throws -> [PaperRow] {
        var rows: [(at: Timestamp, row: PaperRow)] = []
        for stay in stays {
            let records = try await data.journal.audit(
                of: stay.record.tenancy.id.rawValue, since: Timestamp(milliseconds: 0),
                limit: Self.looksMax)
            for record in records {
                rows.append((record.at, PaperRow(record.at.chinese, try await words(of: record))))
            }
        }
        rows.sort { $0.at > $1.at }
        // One visit looks at each of his stays: told once.
        var told: [PaperRow] = []
        for (_, row) in rows where !told.contains(row) { told.append(row) }
        return told.isEmpty ? [PaperRow("没有", "没有人查看过")] : Array(told.prefix(Self.looksMax))
    }

    /// Who (by his role, not by name), from where, what for.
    private func words(of record: AuditRecord) async throws -> String {
        guard let words = record.words else { return "内容已到保存期限" }
        var who = "本人"
        if words["person"] != "self" {
            let staff = try await data.staff.staff(Identifier(words["staff"] ?? ""))
            who = staff.map(\.role.told) ?? "工作人员"
        }
        let reason = [words["purpose"], words["reason"]].compactMap(\.self)
            .filter { !$0.isEmpty }
        let place = words["from"].map { [ActPlace.chinese($0)] } ?? []
        return ([who] + place + reason).joined(separator: "，")
    }
}

extension IdentityDocument {
    fileprivate func section(isMasked: Bool) -> PaperSection {
        var rows = [PaperRow("姓名", isMasked ? maskedName : name)]
        if let latinName, latinName != name {
            let hidden = String(repeating: "*", count: max(0, latinName.count - 1))
            rows.append(PaperRow("英文姓名", isMasked ? latinName.prefix(1) + hidden : latinName))
        }
        rows.append(PaperRow("性别", sex.chinese))
        if let ethnicGroup { rows.append(PaperRow("民族", ethnicGroup)) }
        if let nationality { rows.append(PaperRow("国籍", nationality)) }
        rows.append(
            PaperRow("出生日期", isMasked ? "\(birthDate.year)年 **月 **日" : birthDate.chinese))
        if !address.isEmpty {
            rows.append(PaperRow("住址", isMasked ? "\(address.prefix(3))******" : address))
        }
        rows.append(PaperRow(kind.chinese, isMasked ? maskedNumber : number))
        if let passNumber {
            rows.append(PaperRow("通行证号码", isMasked ? "*********" : passNumber))
        }
        if let issueCount { rows.append(PaperRow(kind.issueCountName, "\(issueCount)")) }
        if let formerNumberLink { rows.append(PaperRow("既往号码关联", formerNumberLink)) }
        if !issuer.isEmpty {
            rows.append(PaperRow("签发机关", isMasked ? "\(issuer.prefix(3))******" : issuer))
        }
        rows.append(
            PaperRow(
                "有效期",
                "\(namedValidFrom.map { $0.chinese + " " } ?? "")至 \(validUntil?.chinese ?? "长期")"))
        if let authenticity { rows.append(PaperRow("芯片核验", authenticity.chinese)) }
        if let chipSerial {
            rows.append(PaperRow("芯片号", isMasked ? "已保存（门禁用）" : chipSerial.hex))
        }
        return PaperSection("身份证件", rows)
    }
}

extension IdentityDocument.Kind {
    /// What ``IdentityDocument/issueCount`` counts on this family's cards.
    fileprivate var issueCountName: String {
        switch self {
        case .foreigner2023: "换证次数"
        case .resident, .hmt, .foreigner2017, .passport: "签发次数"
        }
    }
}

extension Staff.Role {
    /// By what a person is told who looked at his data.
    fileprivate var told: String {
        switch self {
        case .clerk: "前台人员"
        case .landlord: "房东"
        }
    }
}

extension String {
    /// A phone number for screens that others may see.
    fileprivate var maskedPhone: String {
        isEmpty ? "已删除" : String(repeating: "*", count: max(0, count - 4)) + suffix(4)
    }
}

extension Consent {
    fileprivate var chinese: String {
        let given = "\(way.chinese)，告知第 \(notice) 版，\(at.chinese)"
        return withdrawnAt.map { "已撤回（\($0.chinese)）；原为\(given)" } ?? given
    }
}

extension Consent.Way {
    fileprivate var chinese: String {
        switch self {
        case .face: "刷脸比对"
        case .inPerson: "人工核对"
        }
    }
}

extension Identification {
    fileprivate var chinese: String {
        switch self {
        case .face(let found):
            "人脸比对一致，分数 \(found.score.hundredths)（认定为本人的分数 \(found.passAt.hundredths)）"
        case .inPerson(_, let reason): "工作人员当面核对：\(reason)"
        case .withdrawn(let at): "人脸比对一致；分数等已于 \(at.chinese) 按撤回删除"
        }
    }
}

extension Double {
    /// `0.71`.
    fileprivate var hundredths: String {
        let whole = Int((self * 100).rounded())
        let digits = String(abs(whole) % 100)
        return (whole < 0 ? "-" : "") + "\(abs(whole) / 100)."
            + (digits.count < 2 ? "0" : "") + digits
    }
}

extension PolicyNews? {
    fileprivate var chinese: String {
        switch self {
        case nil: "没有投保"
        case .booking: "正在预约"
        case .booked(let number): "已预约，保单号 \(number)"
        case .delayed: "稍后补办"
        case .cancelled: "已取消"
        }
    }
}

extension SignedLease {
    /// What he consented to, for the receipt.
    var consentSection: PaperSection {
        let other: Consent.Way = consent.way == .face ? .inPerson : .face
        return PaperSection(
            "您同意了什么",
            [
                PaperRow("核对方式", "\(consent.way.chinese)：\(consent.way.explained)"),
                PaperRow("另一种方式", "\(other.chinese)：没有选择，办理结果相同"),
                PaperRow("读取的资料", "姓名、性别、民族、出生日期、住址、号码、签发机关、有效期和照片"),
                PaperRow("告知文本", "第 \(consent.notice) 版"),
                PaperRow("同意时间", consent.at.chinese),
                PaperRow("租赁合同", draft.number),
            ])
    }
}

extension Consent.Way {
    fileprivate var explained: String {
        switch self {
        case .face: "用摄像头比对本人与证件照片"
        case .inPerson: "由工作人员当面核对本人与证件"
        }
    }
}

extension WithdrawalEntry {
    /// Bytes of the entry's hash that stand on paper.
    private static let hashShown = 8

    /// What was deleted, for the proof.
    var section: PaperSection {
        func told(_ count: Int, _ unit: String) -> String {
            count == 0 ? "没有保存过" : "\(count) \(unit)，已删除"
        }
        let digits = Array(Array(hash.prefix(Self.hashShown)).hex)
        let groups = stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<$0 + 4]) }
        return PaperSection(
            "已经删除",
            [
                PaperRow("撤回时间", withdrawal.at.chinese),
                PaperRow("比对分数、阈值、模型摘要", told(withdrawal.comparisons, "次比对")),
                PaperRow("证件照片", told(withdrawal.photos, "张")),
                PaperRow("先前打印的资料清单", told(withdrawal.printOuts, "份存档")),
                PaperRow("日志条目", "第 \(sequence) 条，摘要 \(groups.joined(separator: " "))"),
            ])
    }
}

extension RetentionTerms {
    /// What is kept how long, for the person himself.
    func section(keepsPhoto: Bool, way: Consent.Way) -> PaperSection {
        var rows: [PaperRow] = []
        if way == .face {
            rows += [
                PaperRow("现场画面", "只在内存中，比对一结束就清除"),
                PaperRow(
                    "证件照片",
                    keepsPhoto ? "加密保存，离房后 \(photoDays) 天删除；撤回同意时立即删除" : "比对后立即清除"),
                PaperRow(
                    "比对分数、阈值、模型摘要", "随合同保存，离房后 \(leaseDays) 天删除；撤回同意时立即删除"),
            ]
        }
        rows += [
            PaperRow("租住登记、合同、签名、结算", "离房后 \(leaseDays) 天删除"),
            PaperRow("电话号码", "离房后 \(phoneDays) 天删除（合同中的随合同）"),
            PaperRow("打印、保险、门禁的办理记录", "办完后 \(workDays) 天删除"),
            PaperRow("日志内容", "\(journalDays) 天"),
        ]
        return PaperSection("保存什么，保存多久", rows)
    }

    /// What a withdrawal leaves, and by which law.
    var sectionOfWhatStays: PaperSection {
        PaperSection(
            "依法保留",
            [
                PaperRow(
                    "租住登记（姓名、证件、房间、租期）",
                    "《住房租赁条例》第三十七条、《治安管理处罚法》第六十八条要求登记；离房后 \(leaseDays) 天删除"),
                PaperRow(
                    "租赁合同和签名",
                    "《住房租赁条例》第八条；合同中“人脸比对一致”的字样随合同保留；离房后 \(leaseDays) 天删除"),
                PaperRow("曾经同意和撤回的记录", "《个人信息保护法》第五十五条、第五十六条；随合同保留"),
                PaperRow("日志", "《网络安全法》第二十三条；内容 \(journalDays) 天"),
            ])
    }
}
