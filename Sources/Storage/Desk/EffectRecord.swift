import GRDB
public import Registry
import Sealing

/// What can follow from a recorded tenancy.
public enum EffectKind: String, Sendable, Codable, CaseIterable {
    /// Print the archived lease.
    case printContract
    /// Print the archived settlement.
    case printSettlement
    /// Print the receipt of a consent.
    case printConsent
    /// Print what is kept of a person, for himself.
    case printOwnData
    /// Print the proof of a withdrawn consent.
    case printWithdrawal
    /// Have the insurance booked that the tenant asked for.
    case bookInsurance
    /// Have it ended at check-out.
    case cancelInsurance
}

/// Work to be recorded together with a tenancy.
public struct NewEffect: Equatable, Sendable {
    /// Made on the kiosk; its idempotency key.
    public let id: Identifier<EffectRecord>
    /// What to do.
    public let kind: EffectKind
    /// What is needed to do it, in a form of the caller's; kept sealed.
    public let payload: [UInt8]

    /// Describes work to be done.
    public init(id: Identifier<EffectRecord>, kind: EffectKind, payload: [UInt8]) {
        (self.id, self.kind, self.payload) = (id, kind, payload)
    }

    func insert(
        for tenancy: Identifier<Tenancy>, at time: Timestamp, _ sealer: Sealer, _ db: Database
    ) throws {
        let place = EffectRecord.place(id.rawValue)
        try db.execute(
            sql: "INSERT INTO effect VALUES (?, ?, ?, ?, 'pending', 0, ?, ?, ?, NULL)",
            arguments: [
                id.rawValue, tenancy.rawValue, kind.rawValue,
                try sealer.seal(payload, bound: place).data, time.milliseconds, time.milliseconds,
                time.milliseconds,
            ])
    }
}

/// Work that follows from a recorded tenancy, and how far it has come.
public struct EffectRecord: Equatable, Sendable, Identifiable {
    /// The steps.
    public enum State: String, Sendable {
        /// To be tried, again or for the first time.
        case pending
        /// Done.
        case done
        /// Given up until a person says what to do.
        case failed
        /// A person has decided against it.
        case dropped
    }

    public let id: Identifier<EffectRecord>
    /// The tenancy it follows from.
    public let tenancy: Identifier<Tenancy>
    /// What to do.
    public let kind: EffectKind
    /// What is needed to do it.
    public let payload: [UInt8]
    /// How far it has come.
    public let state: State
    /// How often it was begun.
    public let attempts: Int
    /// When to try it next; meaningful while pending.
    public let nextTryAt: Timestamp
    /// What kept it from being done, the last time.
    public let fault: Fault?

    static func place(_ id: String) -> Binding {
        Binding(table: "effect", row: id, column: "payload")
    }

    init(_ row: Row, _ sealer: Sealer) throws {
        guard let kind = EffectKind(rawValue: try row.text("kind")),
            let state = State(rawValue: try row.text("state"))
        else { throw StorageError.damaged }
        id = try row.id("id")
        tenancy = try row.id("tenancy")
        (self.kind, self.state) = (kind, state)
        payload = try sealer.open(try row.bytes("payload"), bound: Self.place(id.rawValue))
        attempts = try row.number("attempts")
        nextTryAt = try row.time("nextTryAt")
        fault = row["fault"] == nil ? nil : try row.json(Fault.self, "fault")
    }
}
