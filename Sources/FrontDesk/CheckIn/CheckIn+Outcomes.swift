import FaceMatch
import Registry

extension CheckIn {
    /// A document was read: it must be valid today; then the way he chose.
    mutating func accept(_ applicant: Applicant, today: CalendarDate) -> [Effect] {
        // Before all else: no camera ever opens for a child.
        if applicant.document.needsGuardian(on: today) {
            // A clerk who was called for another reason is told of this one instead.
            return withdraw() + call(.guardianNeeded, for: applicant)
        }
        do throws(DocumentError) {
            try applicant.document.checkValidity(on: today)
        } catch {
            return call(error.fault, for: applicant)
        }
        switch applicant.consent.way {
        case .face:
            state = .comparingFace(applicant, .starting, failures: 0)
            return [.compareFace]
        case .inPerson:
            state = .withClerk(applicant, .anotherWay)
            return [.stopFace]
        }
    }

    /// Only a pass goes on; doubt and difference are the clerk's.
    mutating func judge(_ comparison: FaceComparison, of applicant: Applicant) -> [Effect] {
        switch comparison.verdict {
        case .pass:
            let identified = Identified(applicant: applicant, identification: .face(comparison))
            return arrive(identified)
        case .clerk:
            return call(.faceDoubtful, for: applicant)
        case .refuse:
            return call(.faceDiffers, for: applicant)
        }
    }

    /// A step came to nothing: the same step again where that helps, else the clerk.
    mutating func fail(_ fault: Fault) -> [Effect]? {
        switch state {
        case .readingCard(let consent):
            state = .awaitingCard(consent, notice: fault)
            return []
        case .awaitingCard(let consent, _):
            state = .awaitingCard(consent, notice: fault)
            return []
        case .comparingFace(let applicant, _, let failures):
            guard fault.kind == .tryAgain, failures + 1 < Self.faceFailuresMax else {
                return call(fault, for: applicant)
            }
            state = .faceFailed(applicant, fault, failures: failures + 1)
            return []
        case .drafting(let identified, let choice, _):
            state = .choosingTerms(identified, choice, notice: fault)
            return []
        case .recording(let lease):
            return fail(recording: lease, fault)
        case .choosingRoom(let identified, _):
            state = .choosingRoom(identified, notice: fault)
            return []
        case .registered(var receipt) where receipt.consentPaper == .printing:
            receipt.consentPaper = .delayed(fault)
            state = .registered(receipt)
            return []
        default:
            return nil
        }
    }

    /// Nothing was recorded. A refused room leads back to the rooms; anything else keeps the
    /// signed draft, so that the visitor signs once more when the clerk has mended it.
    private mutating func fail(recording lease: SignedLease, _ fault: Fault) -> [Effect] {
        let applicant = Applicant(document: lease.draft.tenant, consent: lease.consent)
        let identified = Identified(applicant: applicant, identification: lease.identification)
        switch fault.kind {
        case .conflict, .forbidden, .notFound:
            state = .choosingRoom(identified, notice: fault)
        case .tryAgain, .invalid, .outOfOrder:
            state = .signing(identified, lease.draft, notice: fault)
        }
        return []
    }

    /// After a restart: from the room on a visit goes on as it stood, what was being recorded is
    /// recorded (once: its id is known), an unfinished look at document or face is dropped with
    /// a word, since photo and frames were never kept.
    mutating func restart() -> [Effect]? {
        switch state {
        case .welcome:
            return nil
        case .recording(let lease):
            return [.record(lease)]
        case .drafting(let identified, let choice, let terms):
            return [.draft(identified, choice, terms)]
        case .reading(let identified, let draft), .signing(let identified, let draft, _):
            let choice = RoomChoice(
                offer: draft.offer, landlord: draft.landlord, authority: draft.authority)
            state = .drafting(identified, choice, draft.terms)
            return [.draft(identified, choice, draft.terms)]
        case .registered(let receipt) where receipt.consentPaper == .printing:
            return [.printConsent(receipt.tenancy)]
        case .choosingRoom, .choosingTerms, .choosingInsurance, .registered:
            return []
        case .withClerk(_, let fault):
            // The stop may have come before the clerk was told; the same matter is raised once.
            hasException = false
            return raise(fault)
        case .consenting, .awaitingCard, .readingCard, .comparingFace, .faceFailed, .ended:
            return end(.restarted)
        case .checkingOut(let checkOut):
            return goOn(checkOut, on: .restarted)
        case .viewing(let visit):
            return goOn(visit, on: .restarted)
        }
    }

    /// Whatever the camera was looking for is over: camera and photo go at once.
    mutating func call(_ fault: Fault, for applicant: Applicant) -> [Effect] {
        state = .withClerk(applicant, fault)
        return [.stopFace] + raise(fault)
    }

    mutating func raise(_ fault: Fault) -> [Effect] {
        guard !hasException else { return [] }
        hasException = true
        return [.raiseException(fault, [.compareInPerson, .cancel])]
    }

    mutating func withdraw() -> [Effect] {
        defer { hasException = false }
        return hasException ? [.withdrawException] : []
    }

    mutating func end(_ fault: Fault) -> [Effect] {
        let effects = withdraw()
        state = .ended(fault)
        return effects + [.forget]
    }

    mutating func reset() -> [Effect] {
        let effects = withdraw()
        self = CheckIn()
        return effects + [.forget]
    }
}

extension Applicant {
    /// The same person, who has chosen another way.
    func agreeing(to way: Consent.Way) -> Applicant {
        Applicant(
            document: document,
            consent: Consent(way: way, notice: consent.notice, at: consent.at))
    }
}

extension Fault {
    static let guardianNeeded = Fault(
        "FD-31", .forbidden, tenant: "未满十四周岁，请和监护人一起，由工作人员当面办理",
        clerk: "证件持有人未满十四周岁，不得刷脸：请监护人到场并同意，当面核对双方证件和有效期，"
            + "在理由中写明监护人姓名、与本人的关系和其同意，再点“已当面核对”。")
    static let anotherWay = Fault(
        "FD-01", .forbidden, tenant: "工作人员马上来为您人工核对",
        clerk: "租客选择人工核对：请当面比对本人与证件，再点“已当面核对”。")
    static let cancelledByClerk = Fault(
        "FD-02", .forbidden, tenant: "本次办理已取消，如有疑问请问工作人员",
        clerk: "工作人员取消了本次办理。")
    static let restarted = Fault(
        "FD-03", .tryAgain, tenant: "设备刚刚重新启动，请您重新办理",
        clerk: "设备在办理中重新启动，证件照与现场画面不保存，须重新办理。")
}
