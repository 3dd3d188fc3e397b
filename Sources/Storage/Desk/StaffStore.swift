import GRDB
public import Registry
public import Sealing

/// Who works at the desk and how they prove it. Every change is an entry of the journal.
public struct StaffStore: Sendable {
    let records: Records
    // One at a time: a hash takes 64 MiB, so that guessing in parallel gains nothing.
    let queue = BlockingQueue(label: "password-hash")

    init(records: Records) { self.records = records }

    /// Adds somebody. Throws ``StorageError/staffExists`` or `SealingError.passwordLength`.
    ///
    /// - Returns: the secret of the person's one-time passwords, which is shown once.
    @discardableResult
    public func create(
        _ staff: Staff, password: String, at time: Timestamp
    ) async throws -> OneTimePassword {
        let hash = try await queue.run { try PasswordHash(password: password) }
        let codes = OneTimePassword()
        try await records.write { [sealer = records.sealer] db in
            let known = "SELECT 1 FROM staff WHERE id = ?"
            guard try Row.fetchOne(db, sql: known, arguments: [staff.id.rawValue]) == nil else {
                throw StorageError.staffExists
            }
            let name = try sealer.seal(Array(staff.name.utf8), bound: Self.place(staff.id, "name"))
            let secret = try sealer.seal(codes.secret, bound: Self.place(staff.id, "secret"))
            try db.execute(
                sql: "INSERT INTO staff VALUES (?, ?, ?, ?, ?, 0, NULL, NULL)",
                arguments: [
                    staff.id.rawValue, name.data, staff.role.rawValue, hash.encoded, secret.data,
                ])
            try Journal.append(
                .staff, subject: staff.id.rawValue, body: ["created": staff.role.rawValue],
                at: time, sealer, db)
        }
        return codes
    }

    /// Gives somebody a new password. Throws ``StorageError/unknownRecord``.
    public func changePassword(
        of id: Identifier<Staff>, to password: String, at time: Timestamp
    ) async throws {
        let hash = try await queue.run { try PasswordHash(password: password) }
        try await change(
            id, "password", at: time, "UPDATE staff SET passwordHash = ? WHERE id = ?",
            [hash.encoded])
    }

    /// Gives somebody a new secret for one-time passwords; codes of the old one end. Throws
    /// ``StorageError/unknownRecord``.
    public func renewCodes(
        of id: Identifier<Staff>, at time: Timestamp
    ) async throws -> OneTimePassword {
        let codes = OneTimePassword()
        let sealed = try records.sealer.seal(codes.secret, bound: Self.place(id, "secret"))
        try await change(
            id, "codes", at: time, "UPDATE staff SET secret = ?, lastStep = 0 WHERE id = ?",
            [sealed.data])
        return codes
    }

    /// Lets somebody sign in with the ID card of this number and a PIN of six to eight digits.
    /// Throws ``StorageError/pinLength``, ``StorageError/staffCardTaken`` or
    /// ``StorageError/unknownRecord``.
    public func setCard(
        of id: Identifier<Staff>, number: String, pin: String, at time: Timestamp
    ) async throws {
        guard (6...8).contains(pin.utf8.count), pin.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            throw StorageError.pinLength
        }
        let hash = try await queue.run { try PasswordHash(password: Self.password(pin)) }
        let card = try Self.cardHash(number, records.sealer)
        try await records.read { db in
            let sql = "SELECT 1 FROM staff WHERE cardHash = ? AND id <> ?"
            guard try Row.fetchOne(db, sql: sql, arguments: [card.data, id.rawValue]) == nil else {
                throw StorageError.staffCardTaken
            }
        }
        try await change(
            id, "card", at: time, "UPDATE staff SET pinHash = ?, cardHash = ? WHERE id = ?",
            [hash.encoded, card.data])
    }

    /// Ends somebody's access. Throws ``StorageError/unknownRecord``.
    public func remove(_ id: Identifier<Staff>, at time: Timestamp) async throws {
        try await change(id, "removed", at: time, "DELETE FROM staff WHERE id = ?", [])
    }

    /// Somebody by number; `nil` when there is nobody.
    public func staff(_ id: Identifier<Staff>) async throws -> Staff? {
        try await fetch("id = ?", [id.rawValue])?.staff
    }

    private func change(
        _ id: Identifier<Staff>, _ what: String, at time: Timestamp, _ sql: String,
        _ values: StatementArguments
    ) async throws {
        try await records.write { [sealer = records.sealer] db in
            try db.execute(sql: sql, arguments: values + [id.rawValue])
            guard db.changesCount == 1 else { throw StorageError.unknownRecord }
            try Journal.append(
                .staff, subject: id.rawValue, body: ["changed": what], at: time, sealer, db)
        }
    }

    /// A PIN as a password; what stands before it makes it long enough for one.
    static func password(_ pin: String) -> String { "pin:" + pin }

    static func cardHash(_ number: String, _ sealer: Sealer) throws -> [UInt8] {
        try sealer.lookupHash(number, column: "staff.cardHash")
    }

    static func place(_ id: Identifier<Staff>, _ column: String) -> Binding {
        Binding(table: "staff", row: id.rawValue, column: column)
    }
}
