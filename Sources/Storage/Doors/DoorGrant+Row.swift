import GRDB
import Registry
import Sealing

extension DoorGrant {
    static func place(_ id: String) -> Binding {
        Binding(table: "door_grant", row: id, column: "card")
    }

    init(_ row: Row, _ sealer: Sealer) throws {
        let id = try row.text("id")
        let card =
            row["card"] == nil
            ? nil
            : try sealer.open(json: DoorCard.self, try row.bytes("card"), bound: Self.place(id))
        self.init(
            id: Identifier(id), tenancy: try row.id("tenancy"),
            controller: try row.id("controller"), card: card,
            isWanted: try row.number("isWanted") == 1, revision: try row.number("revision"))
    }

    /// Writes down what a new tenancy wants at each controller of its house: the card of `draft`
    /// opens all doors there, from the lease's first day to its last. Where the number is not
    /// known, or is somebody else's at that controller, the card must be swiped there first.
    static func insert(
        for draft: LeaseDraft, at time: Timestamp, _ sealer: Sealer, _ db: Database
    ) throws {
        for controller in try DoorController.of(draft.offer.house.id, db) {
            let id: Identifier<DoorGrant> = .make(at: time)
            let number = draft.tenant.chipSerial.flatMap(controller.cardNumber.number)
            var (card, hash): ([UInt8]?, [UInt8]?) = (nil, nil)
            if let number {
                let found = try sealer.lookupHash(String(number), column: "door_grant.card")
                let wanted = DoorCard(
                    number: number, from: draft.terms.from, until: draft.terms.until,
                    doors: Set(1...controller.doorCount))
                if try !isTaken(found, at: controller, db) {
                    card = try sealer.seal(json: wanted, bound: place(id.rawValue))
                    hash = found
                }
            }
            try db.execute(
                sql: "INSERT INTO door_grant VALUES (?, ?, ?, ?, ?, 1, 1, NULL, NULL, ?, ?)",
                arguments: [
                    id.rawValue, draft.tenancy.rawValue, controller.id.rawValue, card?.data,
                    hash?.data, time.milliseconds, time.milliseconds,
                ])
        }
    }

    /// The tenancy is over: its card must go from every controller.
    static func end(
        of tenancy: Identifier<Tenancy>, at time: Timestamp, _ db: Database
    ) throws {
        try db.execute(
            sql: """
                UPDATE door_grant SET isWanted = 0, revision = revision + 1, nextTryAt = ?,
                    changedAt = ? WHERE tenancy = ? AND isWanted = 1
                """,
            arguments: [time.milliseconds, time.milliseconds, tenancy.rawValue])
    }

    private static func isTaken(
        _ hash: [UInt8], at controller: DoorController, _ db: Database
    ) throws -> Bool {
        let sql = """
            SELECT 1 FROM door_grant WHERE controller = ? AND cardHash = ? AND isWanted = 1
            """
        let key: StatementArguments = [controller.id.rawValue, hash.data]
        return try Row.fetchOne(db, sql: sql, arguments: key) != nil
    }
}

extension DoorGrantState {
    init(_ row: Row) throws {
        let revision = try row.number("revision")
        let applied = try row.decode(Int?.self, forColumn: "appliedRevision")
        let isWanted = try row.number("isWanted") == 1
        let fault = row["fault"] == nil ? nil : try row.json(Fault.self, "fault")
        self =
            if isWanted, row["card"] == nil {
                .awaitingSwipe
            } else if applied == revision {
                isWanted ? .applied : .revoked
            } else {
                .pending(fault)
            }
    }
}
