import Registry
import Storage

/// One visitor's way from the welcome screen to the room, or out of it, as a value: no clock, no
/// device, no database.
///
/// Each state carries exactly what is known by then, so "sign before the face matched" cannot be
/// written down. ``handle(_:)`` moves on and names the work to do; whoever does that work feeds
/// its outcome back as the next event. The value is saved, sealed, at every step.
struct CheckIn: Equatable, Sendable, Codable {
    /// Where the visitor is.
    enum State: Equatable, Sendable, Codable {
        /// Nobody is there, or the last visitor has left.
        case welcome
        /// The notice is on the screen.
        case consenting
        /// A document is to be laid on the reader; `notice` says why the last try failed.
        case awaitingCard(Consent, notice: Fault?)
        case readingCard(Consent)
        /// The camera looks; `failures` counts the tries that came to nothing.
        case comparingFace(Applicant, FacePrompt, failures: Int)
        /// A try came to nothing: again, or another way.
        case faceFailed(Applicant, Fault, failures: Int)
        case choosingRoom(Identified, notice: Fault?)
        case choosingTerms(Identified, RoomChoice, notice: Fault?)
        /// An insurance is offered; to decline is as good a choice.
        case choosingInsurance(Identified, RoomChoice, LeaseTerms, [InsuranceProduct])
        /// The lease is being drawn up.
        case drafting(Identified, RoomChoice, LeaseTerms)
        case reading(Identified, LeaseDraft)
        case signing(Identified, LeaseDraft, notice: Fault?)
        case recording(SignedLease)
        case registered(Receipt)
        /// A tenant leaves his room for good.
        case checkingOut(CheckOut)
        /// A person looks at what is kept of him.
        case viewing(OwnDataVisit)
        /// The clerk must decide; the applicant is not known where no document was read.
        case withClerk(Applicant?, Fault)
        /// Over, with a word.
        case ended(Fault)
    }

    /// Names this visit in logs and exceptions; `nil` on the welcome screen.
    var session: Identifier<CheckInSession>?
    var state = State.welcome
    /// What the visitor came for.
    var purpose = Purpose.checkIn
    /// Whether an idle visitor was asked if he is still there.
    var isAskingWhetherPresent = false
    /// Whether the clerk has an open exception for this visit.
    var hasException = false
}

/// Who has laid a document on the reader.
struct Applicant: Equatable, Sendable, Codable {
    let document: IdentityDocument
    let consent: Consent
}

/// An applicant who is known to be his document's holder.
struct Identified: Equatable, Sendable, Codable {
    let applicant: Applicant
    let identification: Identification
}

/// A room and the authority under which it is let.
struct RoomChoice: Equatable, Sendable, Codable {
    let offer: RoomOffer
    let landlord: Landlord
    let authority: LettingAuthority
}

/// What the last screen shows.
struct Receipt: Equatable, Sendable, Codable {
    /// How far the printed lease has come.
    enum Paper: Equatable, Sendable, Codable {
        case printing
        case printed
        /// Comes later; the sentence says why.
        case delayed(Fault)
    }

    let tenancy: Identifier<Tenancy>
    let lease: String
    let offer: RoomOffer
    let from: CalendarDate
    let until: CalendarDate
    let tenantName: String
    var paper = Paper.printing
    /// How far the insurance has come; `nil` when he declined.
    var policy: PolicyNews?
    /// How far the doors have come.
    var door = DoorNews.none
    /// How far the receipt of his consent has come; `nil` while he has not asked for it.
    var consentPaper: Paper?
}

extension CheckIn {
    /// What can happen.
    enum Event: Equatable, Sendable {
        // The visitor.
        case begin(Identifier<CheckInSession>)
        case beginCheckOut(Identifier<CheckInSession>)
        case beginOwnData(Identifier<CheckInSession>)
        case consented(Consent)
        case roomChosen(RoomChoice)
        case roomRefused(Fault)
        /// The insurances on offer come along; there may be none.
        case termsChosen(LeaseTerms, products: [InsuranceProduct])
        case termsRefused(Fault)
        /// One of those offered, or `nil`: he declines.
        case insuranceChosen(InsuranceProduct?)
        case accepted
        case signed(Signature, at: Timestamp)
        case signatureRefused(Fault)
        /// The receipt of his consent, on the last screen.
        case printConsent
        case retry
        case askForClerk
        case back
        case leave
        case stillHere
        // The devices.
        /// The reader does not work; only those are told who need it now.
        case readerFailed(Fault)
        /// The reader answers again.
        case readerReady
        case cardPresent
        case cardRead(IdentityDocument, today: CalendarDate)
        case facePrompt(FacePrompt)
        case faceCompared(FaceComparison)
        case drafted(LeaseDraft)
        case recorded(Receipt)
        case paper(Identifier<Tenancy>, Receipt.Paper)
        case policy(Identifier<Tenancy>, PolicyNews)
        case door(Identifier<Tenancy>, DoorNews)
        /// A paper about a person's own data has come further.
        case personPaper(Identifier<Tenancy>, EffectKind, Receipt.Paper)
        case failed(Fault)
        /// The kiosk cannot serve anybody now.
        case unable(Fault)
        /// Something of a check-out only.
        case checkOut(CheckOut.Event)
        /// Something of a look at one's own data only.
        case own(OwnDataVisit.Event)
        // The clerk.
        case comparedInPerson(staff: Identifier<Staff>, reason: String)
        case cancelled
        // The clock.
        case idle
        case restarted
    }

    /// Work to be carried out, in order.
    enum Effect: Equatable, Sendable {
        case readCard
        /// Compare the photo of the last read with the live face.
        case compareFace
        /// Close the camera and drop the photo.
        case stopFace
        case draft(Identified, RoomChoice, LeaseTerms)
        case record(SignedLease)
        case checkOut(CheckOut.Effect)
        /// Print the receipt of the consent this tenancy rests on.
        case printConsent(Identifier<Tenancy>)
        case own(OwnDataVisit.Effect)
        case raiseException(Fault, [DeskException.Remedy])
        case withdrawException
        /// Stop devices and forget everything of the visitor but what was recorded.
        case forget
    }

    /// How long the screen may stay as it is: then ``Event/idle``. `nil` while the kiosk itself
    /// is at work or a clerk is awaited.
    func idleLimit(ask: Duration, wipe: Duration) -> Duration? {
        guard awaitsVisitor else { return nil }
        return isAskingWhetherPresent ? wipe : ask
    }

    /// Whether the next step is the visitor's: only then can he be away too long.
    var awaitsVisitor: Bool {
        switch state {
        case .welcome, .readingCard, .comparingFace, .drafting, .recording, .withClerk: false
        case .awaitingCard(let consent, _): consent.way != .inPerson
        case .checkingOut(let checkOut): checkOut.awaitsVisitor
        case .viewing(let visit): visit.awaitsVisitor
        default: true
        }
    }
}

extension CheckIn {
    /// The tenancy on the last screen, of one who came or one who leaves.
    var recordedTenancy: Identifier<Tenancy>? {
        switch state {
        case .registered(let receipt): return receipt.tenancy
        case .checkingOut(let checkOut):
            guard case .ended(let receipt) = checkOut.state else { return nil }
            return receipt.tenancy
        default: return nil
        }
    }
}
