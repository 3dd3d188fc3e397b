import Foundation
import Registry
import Sealing
import Storage

/// The end of what is kept, and the keys it is kept with.
extension DataAnswer {
    private struct Reports: Encodable {
        let reports: [RetentionReport]
        let storedFaces: StoredFaces
    }
    private struct Keys: Encodable {
        let master: String
        let keys: [Key]
    }
    private struct Key: Encodable {
        let id: UInt32
        let kind: String
        let madeOn: CalendarDate
        let destroyedOn: CalendarDate?
    }

    static func retentionRun(
        _ terms: RetentionTerms, isLinked: Bool, _ data: DataFolder
    ) async throws -> DataAnswer {
        let report = try await data.retention.run(terms, isLinked: isLinked, at: .now)
        return try DataAnswer(ok: true, json: report, text: report.chinese)
    }

    static func retentionReports(_ data: DataFolder) async throws -> DataAnswer {
        let reports = try await data.retention.reports()
        let text = reports.isEmpty ? "还没有删除过到期资料" : reports.map(\.chinese).joined(separator: "\n")
        let faces = StoredFaces(count: try await data.photos.count())
        return try DataAnswer(
            ok: true, json: Reports(reports: reports, storedFaces: faces),
            text: "\(faces.chinese)\n\(text)")
    }

    static func storedFaces(_ data: DataFolder) async throws -> DataAnswer {
        let faces = StoredFaces(count: try await data.photos.count())
        return try DataAnswer(ok: true, json: faces, text: faces.chinese)
    }

    static func keys(_ data: DataFolder) throws -> DataAnswer {
        let keys = data.ring.history.map {
            Key(
                id: $0.id, kind: $0.kind.rawValue, madeOn: $0.madeOn, destroyedOn: $0.destroyedOn)
        }
        let lines = keys.map { key in
            let end = key.destroyedOn.map { "，\($0.chinese)销毁" } ?? ""
            return "\(key.id)  \(key.kind)  \(key.madeOn.chinese)起用\(end)"
        }
        let place = data.ring.masterPlace
        let master =
            switch place {
            case .credential: "主密钥由系统服务保管"
            case .module: "主密钥由本机安全芯片密封，在数据文件夹的 sealing.tpm 中"
            case .file: "主密钥在数据文件夹的 sealing.key 中"
            }
        return try DataAnswer(
            ok: true, json: Keys(master: place.rawValue, keys: keys),
            text: ([master] + lines).joined(separator: "\n"))
    }

    /// From now on everything is sealed with new keys; the old ones open until their records end.
    static func rotatedKeys(_ data: DataFolder) async throws -> DataAnswer {
        let now = Timestamp.now
        try data.ring.rotate(on: now.day)
        try await note("data-keys", at: now, data)
        return try keys(data)
    }

    static func changedMasterKey(_ data: DataFolder) async throws -> DataAnswer {
        try data.changeMasterKey()
        try await note("master-key", at: .now, data)
        return try keys(data)
    }

    private struct Copied: Encodable { let ok = true }

    static func copiedMasterKey(to path: String, _ data: DataFolder) async throws -> DataAnswer {
        try data.copyMasterKey(to: path)
        try await note("master-key-copy", at: .now, data)
        return try DataAnswer(
            ok: true, json: Copied(), text: "已写出主密钥的副本：请存入保险柜，随后从这里删除")
    }

    private struct Backup: Encodable {
        let ok = true
        let files: Int
    }

    static func backedUp(
        to path: String, keys: String, _ data: DataFolder
    ) async throws -> DataAnswer {
        let count = try await data.backUp(to: path, keys: keys)
        try await note("backup", at: .now, data)
        return try DataAnswer(
            ok: true, json: Backup(files: count), text: "已备份 \(count) 个文件，密钥环另存")
    }

    private static func note(
        _ subject: String, at time: Timestamp, _ data: DataFolder
    ) async throws {
        try await data.journal.append(
            .staff, subject: subject, body: ["changed": subject, "staff": "operator"], at: time)
    }
}

extension RetentionReport {
    /// One line for the operator.
    var chinese: String {
        guard !isEmpty else { return "\(at.chinese)：没有到期的资料" }
        let parts = Self.kinds.compactMap { kind, name in
            deleted[kind].map { "\(name) \($0) 项" }
        }
        let keys = keysDestroyed.isEmpty ? [] : ["销毁密钥 \(keysDestroyed.count) 把"]
        return "\(at.chinese)：" + (parts + keys).joined(separator: "，")
    }
}
