import Registry
import Storage

extension CheckIn {
    /// A third try would only tire the visitor: the clerk looks instead.
    static let faceFailuresMax = 2

    /// Applies one event and returns the work it calls for, in order. A late or repeated event
    /// changes nothing.
    mutating func handle(_ event: Event) -> [Effect] {
        guard let effects = effects(of: event) else { return [] }
        if event != .idle { isAskingWhetherPresent = false }
        return effects
    }

    /// What `event` calls for; `nil` where it has no place here.
    private mutating func effects(of event: Event) -> [Effect]? {
        if case .checkingOut(let checkOut) = state, let inner = event.ofCheckOut {
            return goOn(checkOut, on: inner)
        }
        if case .viewing(let visit) = state,
            let inner = event.ofOwnData(at: visit.shown?.tenancy)
        {
            return goOn(visit, on: inner)
        }
        switch event {
        case .begin, .beginCheckOut, .beginOwnData, .unable, .leave, .stillHere, .back, .idle,
            .restarted,
            .cancelled:
            return navigate(on: event)
        case .consented, .readerFailed, .readerReady, .cardPresent, .cardRead, .facePrompt,
            .faceCompared, .retry, .askForClerk, .comparedInPerson:
            return identify(on: event)
        case .failed(let fault):
            return fail(fault)
        case .paper, .policy, .door, .personPaper:
            return tell(event)
        case .printConsent:
            return printConsent()
        default:
            return contract(on: event)
        }
    }

    /// Coming, going back, leaving, being away.
    private mutating func navigate(on event: Event) -> [Effect]? {
        switch (event, state) {
        case (.begin(let session), .welcome):
            (self.session, state) = (session, .consenting)
            return []
        case (.beginCheckOut(let session), .welcome):
            (self.session, state) = (session, .checkingOut(CheckOut()))
            return []
        case (.beginOwnData(let session), .welcome):
            (self.session, state, purpose) = (session, .consenting, .ownData)
            return []
        case (.unable(let fault), .consenting), (.unable(let fault), .checkingOut(CheckOut())):
            return end(fault)
        case (.back, .choosingTerms(let identified, _, _)):
            state = .choosingRoom(identified, notice: nil)
            return []
        case (.back, .choosingInsurance(let identified, let choice, _, _)):
            state = .choosingTerms(identified, choice, notice: nil)
            return []
        case (.back, .reading(let identified, _)):
            state = .choosingRoom(identified, notice: nil)
            return []
        case (.back, .signing(let identified, let draft, _)):
            state = .reading(identified, draft)
            return []
        case (.stillHere, _):
            return isAskingWhetherPresent ? [] : nil
        case (.leave, .welcome), (.leave, .recording), (.cancelled, .welcome),
            (.cancelled, .recording), (.cancelled, .registered), (.cancelled, .ended):
            return nil
        case (.leave, .checkingOut(let checkOut)) where checkOut.isRecording,
            (.cancelled, .checkingOut(let checkOut)) where checkOut.isRecording || checkOut.isOver:
            return nil
        case (.leave, .viewing(let visit)) where visit.isWithdrawing,
            (.cancelled, .viewing(let visit)) where visit.isWithdrawing:
            return nil
        case (.idle, _) where !awaitsVisitor:
            return nil
        case (.idle, _) where !isAskingWhetherPresent:
            isAskingWhetherPresent = true
            return []
        case (.idle, _), (.leave, _):
            return reset()
        case (.cancelled, _):
            return end(.cancelledByClerk)
        case (.restarted, _):
            return restart()
        default:
            return nil
        }
    }

    /// From the notice to knowing who stands there.
    private mutating func identify(on event: Event) -> [Effect]? {
        switch (event, state) {
        case (.consented(let consent), .consenting):
            state = .awaitingCard(consent, notice: nil)
            return consent.way == .inPerson ? raise(.anotherWay) : []
        case (.readerFailed(let fault), .awaitingCard(let consent, _)),
            (.readerFailed(let fault), .readingCard(let consent)):
            state = .awaitingCard(consent, notice: fault)
            return []
        case (.readerReady, .awaitingCard(let consent, let notice?))
        where notice.kind == .outOfOrder:
            state = .awaitingCard(consent, notice: nil)
            return []
        case (.cardPresent, .awaitingCard(let consent, _)):
            state = .readingCard(consent)
            return [.readCard]
        case (.cardRead(let document, let today), .readingCard(let consent)):
            return accept(Applicant(document: document, consent: consent), today: today)
        case (.facePrompt(let prompt), .comparingFace(let applicant, _, let failures)):
            state = .comparingFace(applicant, prompt, failures: failures)
            return []
        case (.faceCompared(let comparison), .comparingFace(let applicant, _, _)):
            return judge(comparison, of: applicant)
        case (.retry, .faceFailed(let applicant, _, let failures)):
            state = .comparingFace(applicant, .starting, failures: failures)
            return [.compareFace]
        case (.askForClerk, .faceFailed(let applicant, let fault, _)):
            return call(fault, for: applicant)
        case (.askForClerk, .awaitingCard(let consent, let notice)) where consent.way == .face:
            // Also for whoever's card does not read: from here on the clerk is on his way.
            let other = Consent(way: .inPerson, notice: consent.notice, at: consent.at)
            state = .awaitingCard(other, notice: notice)
            return raise(.anotherWay)
        case (.askForClerk, .comparingFace(let applicant, _, _)):
            // No longer the camera: what he agreed to is the other way.
            return call(.anotherWay, for: applicant.agreeing(to: .inPerson))
        case (.comparedInPerson(let staff, let reason), .withClerk(let applicant?, _)):
            let identified = Identified(
                applicant: applicant, identification: .inPerson(staff: staff, reason: reason))
            return withdraw() + arrive(identified)
        default:
            return nil
        }
    }

    /// From the room to the record.
    private mutating func contract(on event: Event) -> [Effect]? {
        switch (event, state) {
        case (.roomChosen(let choice), .choosingRoom(let identified, _)):
            do throws(AdmissionError) {
                try choice.offer.checkAdmission(of: 1)
                state = .choosingTerms(identified, choice, notice: nil)
            } catch {
                state = .choosingRoom(identified, notice: error.fault)
            }
        case (.roomRefused(let fault), .choosingRoom(let identified, _)):
            state = .choosingRoom(identified, notice: fault)
        case (.termsChosen(let terms, let products), .choosingTerms(let identified, let choice, _)):
            guard products.isEmpty else {
                state = .choosingInsurance(identified, choice, terms, products)
                return []
            }
            return draw(identified, choice, terms)
        case (
            .insuranceChosen(let product),
            .choosingInsurance(let identified, let choice, var terms, let products)
        ):
            if let product, !products.contains(product) { return nil }
            terms.insurance = product
            return draw(identified, choice, terms)
        case (.termsRefused(let fault), .choosingTerms(let identified, let choice, _)):
            state = .choosingTerms(identified, choice, notice: fault)
        case (.drafted(let draft), .drafting(let identified, _, _)):
            state = .reading(identified, draft)
        case (.accepted, .reading(let identified, let draft)):
            state = .signing(identified, draft, notice: nil)
        case (.signed(let signature, let moment), .signing(let identified, let draft, _)):
            let lease = SignedLease(
                draft: draft, signature: signature, identification: identified.identification,
                consent: identified.applicant.consent, signedAt: moment)
            state = .recording(lease)
            return [.record(lease)]
        case (.signatureRefused(let fault), .signing(let identified, let draft, _)):
            state = .signing(identified, draft, notice: fault)
        case (.recorded(let receipt), .recording):
            state = .registered(receipt)
        default:
            return nil
        }
        return []
    }

    private mutating func draw(
        _ identified: Identified, _ choice: RoomChoice, _ terms: LeaseTerms
    ) -> [Effect] {
        state = .drafting(identified, choice, terms)
        return [.draft(identified, choice, terms)]
    }

    /// News of what follows from the record: for its own tenancy only, and twice is once.
    private mutating func tell(_ news: Event) -> [Effect]? {
        guard case .registered(var receipt) = state else { return nil }
        switch news {
        case .paper(receipt.tenancy, let paper): receipt.paper = paper
        case .policy(receipt.tenancy, let policy): receipt.policy = policy
        case .door(receipt.tenancy, let door): receipt.door = door
        case .personPaper(receipt.tenancy, .printConsent, let paper)
        where receipt.consentPaper != nil:
            receipt.consentPaper = paper
        default: return nil
        }
        state = .registered(receipt)
        return []
    }

    /// Asked for once; what became of it stands beside the other outcomes.
    private mutating func printConsent() -> [Effect]? {
        guard case .registered(var receipt) = state, receipt.consentPaper == nil else {
            return nil
        }
        receipt.consentPaper = .printing
        state = .registered(receipt)
        return [.printConsent(receipt.tenancy)]
    }
}
