import Foundation
import Registry
import Storage

extension DataAnswer {
    private struct Audit: Encodable { let records: [AuditRecord] }

    /// Who looked at, decided or changed what.
    static func audit(
        of subject: String?, days: Int, _ data: DataFolder
    ) async throws -> DataAnswer {
        let since = Timestamp.now + .seconds(-86_400 * days)
        let records = try await data.journal.audit(of: subject, since: since)
        let text = records.isEmpty ? "没有记录" : records.map(\.chinese).joined(separator: "\n")
        return try DataAnswer(ok: true, json: Audit(records: records), text: text)
    }
}

extension AuditRecord {
    /// One line: when, what, about what, then the entry's own words.
    fileprivate var chinese: String {
        let kinds = ["look": "查看", "decision": "处理", "staff": "人员"]
        let names = [
            "staff": "人员", "purpose": "目的", "from": "来自", "remedy": "办法", "reason": "理由",
            "code": "代码", "created": "新增", "changed": "更改", "removed": "移除",
            "signedIn": "登录成功", "way": "方式", "person": "何人", "identification": "核对方式",
            "notice": "告知版本",
        ]
        let values = [
            "loopback": "本机页面", "network": "局域网", "yes": "是", "no": "否", "password": "密码",
            "card": "刷卡",
            "clerk": "前台人员", "landlord": "房东", "cancel": "取消",
            "compareInPerson": "当面核对", "redo": "重做", "paperCame": "已出纸", "seen": "已阅",
            "withdrawn": "撤回", "self": "本人", "face": "刷脸", "inPerson": "人工核对",
        ]
        let told: String
        if let words {
            told = words.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { name, word in
                // Who and why are people's own words; the others are ours.
                let isOurs = !["staff", "reason", "purpose"].contains(name)
                let shown = isOurs ? values[word] ?? ActPlace.chinese(word) : word
                return "\(names[name] ?? name) \(shown)"
            }.joined(separator: "，")
        } else {
            told = "内容已到保存期限"
        }
        return "\(sequence)  \(at.chinese)  \(kinds[kind] ?? kind)  \(subject)  \(told)"
    }
}
