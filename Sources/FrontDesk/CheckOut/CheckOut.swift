import Registry

/// A tenant's way out of his room, as a value within the ``CheckIn`` that carries it: card,
/// meters, settlement, record.
///
/// ``handle(_:)`` moves on and names the work to do. Saving, sessions, idleness and the clerk's
/// view are those of the visit around it.
struct CheckOut: Equatable, Sendable, Codable {
    /// Where the tenant is.
    enum State: Equatable, Sendable, Codable {
        /// The short notice is on the screen; nothing is read before he agrees.
        case consenting
        /// His card is to be laid on the reader; `notice` says why the last try failed.
        case awaitingCard(notice: Fault?)
        case readingCard
        /// His tenancy is being looked up.
        case finding
        case readingMeters(StayingTenant, notice: Fault?)
        /// The settlement is being drawn up.
        case drawing(StayingTenant, MeterReadings)
        case reviewing(Settlement, notice: Fault?)
        case recording(Settlement)
        case ended(CheckOutReceipt)
        /// Nothing more can be done here: the visit ends with a word.
        case over(Fault)
    }

    var state = State.consenting

    /// What can happen. Card, reader and restart are the visit's own events.
    enum Event: Equatable, Sendable {
        case agreed
        case readerFailed(Fault)
        case readerReady
        case cardPresent
        case cardRead(number: String)
        case found(StayingTenant)
        case metersRead(MeterReadings)
        case metersRefused(Fault)
        case drawn(Settlement)
        case confirmed
        case recorded(CheckOutReceipt)
        case paper(Identifier<Tenancy>, Receipt.Paper)
        case policy(Identifier<Tenancy>, PolicyEndNews)
        case door(Identifier<Tenancy>, DoorEndNews)
        case failed(Fault)
        case back
        case restarted
    }

    /// Work to be carried out.
    enum Effect: Equatable, Sendable {
        case readCard
        /// Look up who stays under the document with this number.
        case findTenancy(number: String)
        /// Draw up the settlement and its pages.
        case draw(StayingTenant, MeterReadings)
        case record(Settlement)
    }

    /// Whether the next step is the tenant's.
    var awaitsVisitor: Bool {
        switch state {
        case .readingCard, .finding, .drawing, .recording: false
        case .consenting, .awaitingCard, .readingMeters, .reviewing, .ended, .over: true
        }
    }

    /// Whether the record was begun: it is not interrupted.
    var isRecording: Bool { if case .recording = state { true } else { false } }

    /// Whether the tenancy has ended.
    var isOver: Bool { if case .ended = state { true } else { false } }
}

/// Who is about to leave: his tenancy and the lease that founds it.
struct StayingTenant: Equatable, Sendable, Codable {
    let tenancy: Identifier<Tenancy>
    let lease: LeaseDraft

    /// For screens that others may see.
    var maskedName: String { lease.tenant.maskedName }
}

/// What the last screen of a check-out shows.
struct CheckOutReceipt: Equatable, Sendable, Codable {
    let tenancy: Identifier<Tenancy>
    /// For the clerk's view.
    let maskedName: String
    /// The settlement's number.
    let number: String
    /// House and room, as people name it.
    let place: String
    let refund: Money
    let refundBy: CalendarDate
    var paper = Receipt.Paper.printing
    var door = DoorEndNews.none
    var policy = PolicyEndNews.none
}

/// How far the end of a tenant's right to open doors has come.
enum DoorEndNews: Equatable, Codable, Sendable {
    /// The house has no controller.
    case none
    /// The controller is being told.
    case revoking
    /// Read back from the controller: the card is gone.
    case revoked
    /// Comes later; the sentence says why.
    case delayed(Fault)
}

/// How far the end of a tenant's insurance has come.
enum PolicyEndNews: Equatable, Codable, Sendable {
    /// He took none.
    case none
    /// The insurer is being told.
    case cancelling
    /// Ended by the insurer.
    case cancelled
    /// Runs on to the end of its term, as agreed.
    case kept
    /// Comes later; the sentence says why.
    case delayed(Fault)
}
