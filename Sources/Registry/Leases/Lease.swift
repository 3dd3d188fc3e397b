/// A lease before it is signed: all that the form shows.
public struct LeaseDraft: Equatable, Sendable, Codable {
    /// The lease's number, such as `ZL20261122-0007`; taken before rendering, gaps are allowed.
    public let number: String
    /// Tenancy it founds; also every effect's idempotency key.
    public let tenancy: Identifier<Tenancy>
    /// The tenant.
    public let tenant: IdentityDocument
    /// Where he will live.
    public let offer: RoomOffer
    /// Who lets it.
    public let landlord: Landlord
    /// His standing authority, under which the desk signs.
    public let authority: LettingAuthority
    /// Term and phone.
    public let terms: LeaseTerms
    /// When the draft was made.
    public let madeAt: Timestamp

    /// Creates a draft.
    public init(
        number: String, tenancy: Identifier<Tenancy>, tenant: IdentityDocument, offer: RoomOffer,
        landlord: Landlord, authority: LettingAuthority, terms: LeaseTerms, madeAt: Timestamp
    ) {
        (self.number, self.tenancy, self.tenant, self.offer) = (number, tenancy, tenant, offer)
        (self.landlord, self.authority, self.terms) = (landlord, authority, terms)
        self.madeAt = madeAt
    }

    /// Deposit under the authority.
    public var deposit: Money { offer.room.rent * authority.depositMonths }
    /// Day by which the deposit goes back.
    public var depositReturnBy: CalendarDate {
        terms.until.adding(days: authority.depositReturnDays)
    }
}

/// A draft with the tenant's signature and the ground on which he was identified.
public struct SignedLease: Equatable, Sendable, Codable {
    /// What was signed.
    public let draft: LeaseDraft
    /// The tenant's hand.
    public let signature: Signature
    /// How it was settled that he is the document's holder.
    public let identification: Identification
    /// What he agreed to before anything was read.
    public let consent: Consent
    /// When he signed.
    public let signedAt: Timestamp

    /// Creates a signed lease.
    public init(
        draft: LeaseDraft, signature: Signature, identification: Identification,
        consent: Consent, signedAt: Timestamp
    ) {
        (self.draft, self.signature, self.consent) = (draft, signature, consent)
        (self.identification, self.signedAt) = (identification, signedAt)
    }
}

/// How it was settled that the visitor is the document's holder.
public enum Identification: Equatable, Sendable, Codable {
    /// By the kiosk.
    case face(FaceComparison)
    /// By a clerk who looked, with his reason.
    case inPerson(staff: Identifier<Staff>, reason: String)
    /// By the kiosk; the comparison's details were deleted when he withdrew his consent.
    case withdrawn(at: Timestamp)
}

/// A person's stay in a room, from check-in to check-out.
public struct Tenancy: Equatable, Sendable, Codable, Identifiable {
    public let id: Identifier<Tenancy>
    /// Room lived in.
    public let room: Identifier<Room>
    /// Number of the lease that founds it.
    public let lease: String
    /// First day.
    public let from: CalendarDate
    /// Last day of the lease.
    public let until: CalendarDate
    /// When it was recorded.
    public let recordedAt: Timestamp

    /// Creates a tenancy.
    public init(
        id: Identifier<Tenancy>, room: Identifier<Room>, lease: String, from: CalendarDate,
        until: CalendarDate, recordedAt: Timestamp
    ) {
        (self.id, self.room, self.lease) = (id, room, lease)
        (self.from, self.until, self.recordedAt) = (from, until, recordedAt)
    }
}
