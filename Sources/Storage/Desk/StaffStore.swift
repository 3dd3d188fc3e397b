import GRDB
public import Registry
import Sealing

/// Who works at the desk and how they prove it.
public struct StaffStore: Sendable {
    let records: Records
    // One at a time: a hash takes 64 MiB, so that guessing in parallel gains nothing.
    private let queue = BlockingQueue(label: "password-hash")

    init(records: Records) { self.records = records }

    /// Adds somebody. Throws ``StorageError/staffExists`` or `SealingError.passwordLength`.
    public func create(_ staff: Staff, password: String, at time: Timestamp) async throws {
        let hash = try await queue.run { try PasswordHash(password: password) }
        try await records.write { [sealer = records.sealer] db in
            let known = "SELECT 1 FROM staff WHERE id = ?"
            guard try Row.fetchOne(db, sql: known, arguments: [staff.id.rawValue]) == nil else {
                throw StorageError.staffExists
            }
            let name = try sealer.seal(Array(staff.name.utf8), bound: Self.place(staff.id))
            try db.execute(
                sql: "INSERT INTO staff VALUES (?, ?, ?, ?)",
                arguments: [staff.id.rawValue, name.data, staff.role.rawValue, hash.encoded])
            try Journal.append(
                .staff, subject: staff.id.rawValue, body: ["created": staff.role.rawValue],
                at: time, sealer, db)
        }
    }

    /// Gives somebody a new password. Throws ``StorageError/unknownRecord``.
    public func changePassword(
        of id: Identifier<Staff>, to password: String, at time: Timestamp
    ) async throws {
        let hash = try await queue.run { try PasswordHash(password: password) }
        try await records.write { [sealer = records.sealer] db in
            try db.execute(
                sql: "UPDATE staff SET passwordHash = ? WHERE id = ?",
                arguments: [hash.encoded, id.rawValue])
            guard db.changesCount == 1 else { throw StorageError.unknownRecord }
            try Journal.append(
                .staff, subject: id.rawValue, body: ["changed": "password"], at: time, sealer, db)
        }
    }

    /// Checks a password. Takes the same time whether there is such a person or not.
    ///
    /// - Throws: ``StorageError/signInRefused``, which does not say what was wrong.
    public func signIn(_ id: Identifier<Staff>, password: String) async throws -> Staff {
        let found = try await fetch(id)
        let hash = found?.hash ?? .nobody
        let isRight = try await queue.run { hash.matches(password) }
        guard isRight, let found else { throw StorageError.signInRefused }
        return found.staff
    }

    /// Somebody by number; `nil` when there is nobody.
    public func staff(_ id: Identifier<Staff>) async throws -> Staff? {
        try await fetch(id)?.staff
    }

    private func fetch(
        _ id: Identifier<Staff>
    ) async throws -> (staff: Staff, hash: PasswordHash)? {
        try await records.read { [sealer = records.sealer] db in
            let sql = "SELECT * FROM staff WHERE id = ?"
            guard let row = try Row.fetchOne(db, sql: sql, arguments: [id.rawValue]) else {
                return nil
            }
            guard let role = Staff.Role(rawValue: try row.text("role")) else {
                throw StorageError.damaged
            }
            let name = try sealer.open(try row.bytes("name"), bound: Self.place(id))
            let staff = Staff(id: id, name: String(decoding: name, as: UTF8.self), role: role)
            return (staff, PasswordHash(encoded: try row.text("passwordHash")))
        }
    }

    private static func place(_ id: Identifier<Staff>) -> Binding {
        Binding(table: "staff", row: id.rawValue, column: "name")
    }
}
