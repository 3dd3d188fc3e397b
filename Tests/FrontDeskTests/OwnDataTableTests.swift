import Registry
import Storage
import Testing

@testable import FrontDesk

@Suite struct OwnDataTableTests {
    private let session = Identifier<CheckInSession>("session-1")

    private func viewing(_ state: OwnDataVisit.State) -> CheckIn {
        CheckIn(session: session, state: Sample.viewing(state), purpose: .ownData)
    }

    @Test func `who is known by his face sees his data and no room`() {
        var checkIn = CheckIn()
        _ = checkIn.handle(.beginOwnData(session))
        _ = checkIn.handle(.consented(Sample.consent()))
        #expect(checkIn.handle(.cardPresent) == [.readCard])
        let read = CheckIn.Event.cardRead(Sample.document, today: Sample.today)
        #expect(checkIn.handle(read) == [.compareFace])
        let effects = checkIn.handle(.faceCompared(Sample.comparison(0.7)))
        #expect(effects == [.own(.gather(Sample.identified))])
        #expect(checkIn.handle(.roomChosen(Sample.choice)).isEmpty)
        #expect(checkIn.handle(.own(.gathered(Sample.ownData()))).isEmpty)
        #expect(checkIn.state == Sample.viewing(.showing(Sample.ownData(), notice: nil)))
        #expect(checkIn.handle(.leave) == [.forget])
        #expect(checkIn == CheckIn())
    }

    @Test func `who is known by the clerk sees the same`() {
        var checkIn = CheckIn(
            session: session, state: .withClerk(Sample.applicant(.inPerson), .anotherWay),
            purpose: .ownData)
        let staff = Identifier<Staff>("clerk")
        let identified = Identified(
            applicant: Sample.applicant(.inPerson),
            identification: .inPerson(staff: staff, reason: "本人"))
        let effects = checkIn.handle(.comparedInPerson(staff: staff, reason: "本人"))
        #expect(effects == [.own(.gather(identified))])
    }

    @Test func `a paper is printed once however often the button is touched`() {
        var checkIn = viewing(.showing(Sample.ownData(), notice: nil))
        let printing = Sample.ownData(papers: [.printOwnData: .printing])
        let effects = checkIn.handle(.own(.print(.printOwnData)))
        #expect(effects == [.own(.print(.printOwnData, printing))])
        #expect(checkIn.handle(.own(.print(.printOwnData))).isEmpty)
        _ = checkIn.handle(.personPaper(Identifier("other"), .printOwnData, .printed))
        #expect(checkIn.state == Sample.viewing(.showing(printing, notice: nil)))
        _ = checkIn.handle(.personPaper(Identifier("tenancy-1"), .printOwnData, .printed))
        let printed = Sample.ownData(papers: [.printOwnData: .printed])
        #expect(checkIn.state == Sample.viewing(.showing(printed, notice: nil)))
        #expect(checkIn.handle(.own(.print(.printOwnData))).isEmpty)
    }

    @Test func `only papers about his own data are printed, and none where nothing is kept`() {
        var checkIn = viewing(.showing(Sample.ownData(), notice: nil))
        for kind in [EffectKind.printContract, .printSettlement, .printWithdrawal, .bookInsurance] {
            #expect(checkIn.handle(.own(.print(kind))).isEmpty)
        }
        checkIn = viewing(.showing(Sample.nothingKept, notice: nil))
        for kind in EffectKind.allCases {
            #expect(checkIn.handle(.own(.print(kind))).isEmpty)
        }
        #expect(checkIn.handle(.own(.askToWithdraw)).isEmpty)
    }

    @Test func `a withdrawal is confirmed, not to be interrupted, and proven on paper`() {
        var checkIn = viewing(.showing(Sample.ownData(), notice: nil))
        #expect(checkIn.handle(.own(.confirmWithdrawal)).isEmpty, "asked first")
        #expect(checkIn.handle(.own(.askToWithdraw)).isEmpty)
        #expect(checkIn.state.screen == .ownConfirm)
        #expect(checkIn.handle(.back).isEmpty)
        #expect(checkIn.state.screen == .own)
        _ = checkIn.handle(.own(.askToWithdraw))
        let effects = checkIn.handle(.own(.confirmWithdrawal))
        #expect(effects == [.own(.withdraw(Sample.ownData()))])
        for event: CheckIn.Event in [.leave, .idle, .cancelled, .back] {
            #expect(checkIn.handle(event).isEmpty)
            #expect(checkIn.state.screen == .ownDeleting)
        }
        #expect(checkIn.handle(.restarted) == effects, "and done after a stop")
        let done = Sample.ownData(
            withdrawnAt: Sample.now, papers: [.printWithdrawal: .printing])
        #expect(
            checkIn.handle(.own(.withdrawn(Sample.ownData(withdrawnAt: Sample.now))))
                == [.own(.print(.printWithdrawal, done))])
        #expect(checkIn.state == Sample.viewing(.showing(done, notice: nil)))
        #expect(checkIn.handle(.own(.askToWithdraw)).isEmpty, "nothing is left to withdraw")
    }

    @Test func `what cannot be looked up ends the visit, what was not printed may be tried again`()
    {
        var checkIn = viewing(.gathering(Sample.identified))
        #expect(checkIn.handle(.failed(Sample.broken)) == [.forget])
        #expect(checkIn.state == .ended(Sample.broken))
        let printing = Sample.ownData(papers: [.printOwnData: .printing])
        checkIn = viewing(.showing(printing, notice: nil))
        _ = checkIn.handle(.failed(Sample.broken))
        #expect(checkIn.state == Sample.viewing(.showing(Sample.ownData(), notice: Sample.broken)))
        #expect(checkIn.handle(.own(.print(.printOwnData))).count == 1)
    }

    @Test func `after a check-in the receipt of the consent is printed once, when asked for`() {
        var checkIn = CheckIn(session: session, state: .registered(Sample.receipt()))
        #expect(checkIn.handle(.printConsent) == [.printConsent(Identifier("tenancy-1"))])
        #expect(checkIn.handle(.printConsent).isEmpty)
        #expect(checkIn.handle(.restarted) == [.printConsent(Identifier("tenancy-1"))])
        _ = checkIn.handle(.personPaper(Identifier("tenancy-1"), .printConsent, .printed))
        #expect(checkIn.handle(.restarted).isEmpty)
        var receipt = Sample.receipt()
        receipt.consentPaper = .printed
        #expect(checkIn.state == .registered(receipt))
    }
}

@Suite struct GuardianTests {
    private func document(born: String) -> IdentityDocument {
        let old = Sample.document
        return IdentityDocument(
            kind: old.kind, name: old.name, number: old.number, sex: old.sex,
            ethnicGroup: old.ethnicGroup, birthDate: Sample.day(born), address: old.address,
            issuer: old.issuer, validFrom: old.validFrom, validUntil: nil, chipSerial: nil)
    }

    /// Today is 2026-11-22.
    @Test(arguments: [
        ("20121123", true), ("20121122", true), ("20121121", false), ("20200101", true),
        ("19491231", false),
    ])
    func `whoever has not completed fourteen years never meets the camera`(
        born: String, isChild: Bool
    ) {
        let document = document(born: born)
        #expect(document.needsGuardian(on: Sample.today) == isChild)
        var checkIn = CheckIn(
            session: Identifier("session-1"), state: .readingCard(Sample.consent()))
        let effects = checkIn.handle(.cardRead(document, today: Sample.today))
        #expect(effects.contains(.compareFace) != isChild)
        guard isChild else { return }
        let applicant = Applicant(document: document, consent: Sample.consent())
        #expect(checkIn.state == .withClerk(applicant, .guardianNeeded))
        #expect(checkIn.state.fault?.code == "FD-31")
        for event: CheckIn.Event in [.retry, .askForClerk, .cardPresent] {
            #expect(checkIn.handle(event).isEmpty)
        }
        let staff = Identifier<Staff>("clerk")
        let reason = "监护人样张丁，父亲，在场同意"
        _ = checkIn.handle(.comparedInPerson(staff: staff, reason: reason))
        guard case .choosingRoom(let identified, nil) = checkIn.state else {
            Issue.record("not at the rooms")
            return
        }
        #expect(identified.identification == .inPerson(staff: staff, reason: reason))
    }

    @Test func `born on 29 February he is fourteen from 2 March of a common year`() {
        let document = document(born: "20120229")
        #expect(document.needsGuardian(on: Sample.day("20260301")))
        #expect(!document.needsGuardian(on: Sample.day("20260302")))
    }

    @Test func `a clerk who was called as another way is told of the guardian instead`() {
        var checkIn = CheckIn(
            session: Identifier("session-1"), state: .readingCard(Sample.consent(.inPerson)))
        checkIn.hasException = true
        let document = document(born: "20150101")
        let effects = checkIn.handle(.cardRead(document, today: Sample.today))
        let raised = CheckIn.Effect.raiseException(.guardianNeeded, [.compareInPerson, .cancel])
        #expect(effects == [.withdrawException, .stopFace, raised])
    }

    @Test func `who turns from the camera to the clerk has consented to the clerk`() {
        var checkIn = CheckIn(
            session: Identifier("session-1"),
            state: .comparingFace(Sample.applicant(), .starting, failures: 0))
        #expect(checkIn.handle(.askForClerk).contains(.stopFace))
        guard case .withClerk(let applicant?, .anotherWay) = checkIn.state else {
            Issue.record("not with the clerk")
            return
        }
        #expect(applicant.consent.way == .inPerson)
    }
}
