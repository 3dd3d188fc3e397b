import GRDB
public import Registry
import Sealing

extension StaffStore {
    /// Somebody as the table has him.
    struct Known: Sendable {
        let staff: Staff
        let password: PasswordHash
        let pin: PasswordHash?
        let codes: OneTimePassword
    }

    /// Checks number, password and one-time code. Takes the same time whether there is such a
    /// person or not; the journal says who came in, or that somebody was refused.
    ///
    /// - Throws: ``StorageError/signInRefused``, which does not say what was wrong.
    public func signIn(
        _ id: Identifier<Staff>, password: String, code: String, from place: AddressKind,
        at time: Timestamp
    ) async throws -> Staff {
        let found = try await fetch("id = ?", [id.rawValue])
        let hash = found?.password ?? .nobody
        let isRight = try await queue.run { hash.matches(password) }
        let body = ["way": "password", "from": place.rawValue]
        guard isRight, let found, try await use(code, of: found, body, at: time) else {
            try await refuse(found, body, at: time)
            throw StorageError.signInRefused
        }
        return found.staff
    }

    /// Checks the number of an ID card that was read at the desk, and the PIN; as
    /// ``signIn(_:password:code:from:at:)``.
    public func signIn(
        cardNumber: String, pin: String, from place: AddressKind, at time: Timestamp
    ) async throws -> Staff {
        let card = try Self.cardHash(cardNumber, records.sealer)
        let found = try await fetch("cardHash = ?", [card.data])
        let hash = found?.pin ?? .nobody
        let isRight = try await queue.run { hash.matches(Self.password(pin)) }
        let body = ["way": "card", "from": place.rawValue]
        guard isRight, let found else {
            try await refuse(found, body, at: time)
            throw StorageError.signInRefused
        }
        try await records.write { [sealer = records.sealer] db in
            _ = try Journal.append(
                .staff, subject: found.staff.id.rawValue,
                body: body.merging(["signedIn": "yes"]) { $1 }, at: time, sealer, db)
        }
        return found.staff
    }

    /// Takes a code's step for good. Two who come with one code at once: one of them gets in.
    private func use(
        _ code: String, of known: Known, _ body: [String: String], at time: Timestamp
    ) async throws -> Bool {
        try await records.write { [sealer = records.sealer] db in
            let id = known.staff.id.rawValue
            let sql = "SELECT lastStep FROM staff WHERE id = ?"
            guard let last = try Int64.fetchOne(db, sql: sql, arguments: [id]),
                let step = known.codes.step(of: code, at: time, after: last)
            else { return false }
            try db.execute(
                sql: "UPDATE staff SET lastStep = ? WHERE id = ?", arguments: [step, id])
            _ = try Journal.append(
                .staff, subject: id, body: body.merging(["signedIn": "yes"]) { $1 }, at: time,
                sealer, db)
            return true
        }
    }

    /// Whoever nobody knows is recorded without what he typed: it may be anything, also a name.
    private func refuse(
        _ known: Known?, _ body: [String: String], at time: Timestamp
    ) async throws {
        try await records.write { [sealer = records.sealer] db in
            _ = try Journal.append(
                .staff, subject: known?.staff.id.rawValue ?? "unknown",
                body: body.merging(["signedIn": "no"]) { $1 }, at: time, sealer, db)
        }
    }

    func fetch(_ condition: String, _ values: StatementArguments) async throws -> Known? {
        try await records.read { [sealer = records.sealer] db in
            let sql = "SELECT * FROM staff WHERE \(condition)"
            guard let row = try Row.fetchOne(db, sql: sql, arguments: values) else { return nil }
            guard let role = Staff.Role(rawValue: try row.text("role")) else {
                throw StorageError.damaged
            }
            let id = Identifier<Staff>(try row.text("id"))
            let name = try sealer.open(try row.bytes("name"), bound: Self.place(id, "name"))
            let secret = try sealer.open(try row.bytes("secret"), bound: Self.place(id, "secret"))
            let pin: String? = row["pinHash"]
            return Known(
                staff: Staff(id: id, name: String(decoding: name, as: UTF8.self), role: role),
                password: PasswordHash(encoded: try row.text("passwordHash")),
                pin: pin.map { PasswordHash(encoded: $0) }, codes: OneTimePassword(secret: secret))
        }
    }
}
