import Registry
import Testing

@testable import FrontDesk

@Suite struct CheckInTableTests {
    private let session = Identifier<CheckInSession>("session-1")

    private func checkIn(_ state: CheckIn.State) -> CheckIn {
        CheckIn(session: session, state: state)
    }

    @Test func `a matching face leads from the welcome to the record`() throws {
        var checkIn = CheckIn()
        #expect(checkIn.handle(.begin(session)).isEmpty)
        #expect(checkIn.handle(.consented(Sample.consent())).isEmpty)
        #expect(checkIn.handle(.cardPresent) == [.readCard])
        let read = CheckIn.Event.cardRead(Sample.document, today: Sample.today)
        #expect(checkIn.handle(read) == [.compareFace])
        #expect(checkIn.handle(.faceCompared(Sample.comparison(0.5))).isEmpty)
        #expect(checkIn.handle(.roomChosen(Sample.choice)).isEmpty)
        let (terms, draft) = (try Sample.terms(), try Sample.draft())
        guard case .choosingTerms(let identified, let choice, nil) = checkIn.state else {
            Issue.record("not at the terms")
            return
        }
        let chosen = CheckIn.Event.termsChosen(terms, products: [])
        #expect(checkIn.handle(chosen) == [.draft(identified, choice, terms)])
        #expect(checkIn.handle(.drafted(draft)).isEmpty)
        #expect(checkIn.handle(.accepted).isEmpty)
        let lease = try Sample.lease()
        guard
            case .record(let recorded)? = checkIn.handle(
                .signed(lease.signature, at: Sample.now)
            ).first
        else {
            Issue.record("nothing to record")
            return
        }
        #expect(recorded.identification == .face(Sample.comparison(0.5)))
        #expect(checkIn.handle(.recorded(Sample.receipt())).isEmpty)
        #expect(checkIn.state == .registered(Sample.receipt()))
        #expect(checkIn.handle(.leave) == [.forget])
        #expect(checkIn == CheckIn())
    }

    @Test(arguments: [(0.29, "FM-01"), (0.3, "FM-02"), (0.49, "FM-02")])
    func `doubt and difference are the clerk's, and never lead to a room`(
        score: Double, code: String
    ) {
        var checkIn = checkIn(.comparingFace(Sample.applicant(), .turnBack, failures: 0))
        let effects = checkIn.handle(.faceCompared(Sample.comparison(score)))
        guard case .withClerk(Sample.applicant(), let fault) = checkIn.state else {
            Issue.record("not with the clerk")
            return
        }
        #expect(fault.code == code)
        #expect(effects == [.stopFace, .raiseException(fault, [.compareInPerson, .cancel])])
        #expect(checkIn.handle(.roomChosen(Sample.choice)).isEmpty)
        #expect(checkIn.state.screen == .clerk)
    }

    @Test func `the other way waits for the clerk and leads to the same rooms`() {
        var checkIn = checkIn(.consenting)
        #expect(checkIn.handle(.consented(Sample.consent(.inPerson))).count == 1)
        #expect(checkIn.hasException)
        #expect(!checkIn.awaitsVisitor, "no wipe while the clerk is on his way")
        _ = checkIn.handle(.cardPresent)
        let read = CheckIn.Event.cardRead(Sample.document, today: Sample.today)
        #expect(checkIn.handle(read) == [.stopFace], "the photo goes, the clerk is called once")
        #expect(checkIn.state.screen == .clerk)
        let staff = Identifier<Staff>("clerk")
        let compared = CheckIn.Event.comparedInPerson(staff: staff, reason: "本人")
        #expect(checkIn.handle(compared) == [.withdrawException])
        guard case .choosingRoom(let identified, nil) = checkIn.state else {
            Issue.record("not at the rooms")
            return
        }
        #expect(identified.identification == .inPerson(staff: staff, reason: "本人"))
    }

    @Test func `whoever's card does not read can have the clerk come, and is not wiped meanwhile`()
    {
        var checkIn = checkIn(.awaitingCard(Sample.consent(), notice: Sample.cardPulled))
        #expect(checkIn.handle(.askForClerk).count == 1)
        #expect(checkIn.hasException && !checkIn.awaitsVisitor)
        guard case .awaitingCard(let consent, Sample.cardPulled) = checkIn.state else {
            Issue.record("the card is asked for no more")
            return
        }
        #expect(consent.way == .inPerson)
        #expect(checkIn.handle(.askForClerk).isEmpty, "called once")
    }

    @Test func `the clerk cannot vouch for somebody whose document was not read`() {
        var checkIn = checkIn(.withClerk(nil, .anotherWay))
        let compared = CheckIn.Event.comparedInPerson(staff: Identifier("c"), reason: "x")
        #expect(checkIn.handle(compared).isEmpty)
        #expect(checkIn.state == .withClerk(nil, .anotherWay))
    }

    @Test(arguments: [("20100101", "20251231", "ID-01"), ("20270101", nil, "ID-02")])
    func `a document that is not valid today goes to the clerk before any camera`(
        from: String, until: String?, code: String
    ) {
        let old = Sample.document
        let document = IdentityDocument(
            kind: old.kind, name: old.name, number: old.number, sex: old.sex,
            ethnicGroup: old.ethnicGroup, birthDate: old.birthDate, address: old.address,
            issuer: old.issuer, validFrom: Sample.day(from), validUntil: until.map(Sample.day),
            chipSerial: nil)
        var checkIn = checkIn(.readingCard(Sample.consent()))
        let effects = checkIn.handle(.cardRead(document, today: Sample.today))
        #expect(checkIn.state.fault?.code == code)
        #expect(!effects.contains(.compareFace))
        #expect(checkIn.state.screen == .clerk)
    }

    @Test func `a reader that fails later than it is needed disturbs nobody`() throws {
        let lease = try Sample.lease()
        for state: CheckIn.State in [
            .recording(lease), .choosingRoom(Sample.identified, notice: nil),
        ] {
            var checkIn = checkIn(state)
            #expect(checkIn.handle(.readerFailed(Sample.broken)).isEmpty)
            #expect(checkIn.state == state)
        }
        var checkIn = checkIn(.awaitingCard(Sample.consent(), notice: nil))
        #expect(checkIn.handle(.readerFailed(Sample.broken)).isEmpty)
        #expect(checkIn.state == .awaitingCard(Sample.consent(), notice: Sample.broken))
        #expect(checkIn.handle(.readerReady).isEmpty)
        #expect(checkIn.state == .awaitingCard(Sample.consent(), notice: nil))
    }

    @Test func `after a restart a visitor with the clerk is laid before the clerk again`() {
        var checkIn = checkIn(.withClerk(Sample.applicant(), .anotherWay))
        checkIn.hasException = true
        let remedies: [DeskException.Remedy] = [.compareInPerson, .cancel]
        #expect(checkIn.handle(.restarted) == [.raiseException(.anotherWay, remedies)])
        #expect(checkIn.state == .withClerk(Sample.applicant(), .anotherWay))
    }

    @Test func `a card pulled away asks for it again and keeps the consent`() {
        var checkIn = checkIn(.readingCard(Sample.consent()))
        #expect(checkIn.handle(.failed(Sample.cardPulled)).isEmpty)
        #expect(checkIn.state == .awaitingCard(Sample.consent(), notice: Sample.cardPulled))
        #expect(checkIn.handle(.cardPresent) == [.readCard])
    }

    @Test func `a face may fail twice, then the clerk looks`() {
        var checkIn = checkIn(.comparingFace(Sample.applicant(), .starting, failures: 0))
        #expect(checkIn.handle(.failed(Sample.cardPulled)).isEmpty)
        #expect(checkIn.state == .faceFailed(Sample.applicant(), Sample.cardPulled, failures: 1))
        #expect(checkIn.handle(.retry) == [.compareFace])
        let remedies: [DeskException.Remedy] = [.compareInPerson, .cancel]
        let called = [CheckIn.Effect.stopFace, .raiseException(Sample.cardPulled, remedies)]
        #expect(checkIn.handle(.failed(Sample.cardPulled)) == called)
        #expect(checkIn.state == .withClerk(Sample.applicant(), Sample.cardPulled))
    }

    @Test func `a camera that is out of order is the clerk's at once`() {
        var checkIn = checkIn(.comparingFace(Sample.applicant(), .starting, failures: 0))
        let remedies: [DeskException.Remedy] = [.compareInPerson, .cancel]
        let called = [CheckIn.Effect.stopFace, .raiseException(Sample.broken, remedies)]
        #expect(checkIn.handle(.failed(Sample.broken)) == called)
        #expect(checkIn.state.screen == .clerk)
    }

    @Test(arguments: [
        (Colour.grey, 0, "AD-01"), (.red, 0, "AD-02"), (.green, 2, "AD-03"), (.yellow, 3, "AD-03"),
    ])
    func `a room that may not be let is refused with the reason`(
        colour: Colour, occupants: Int, code: String
    ) {
        let choice = RoomChoice(
            offer: Sample.offer(colour: colour, occupants: occupants),
            landlord: Sample.landlord, authority: Sample.authority)
        var checkIn = checkIn(.choosingRoom(Sample.identified, notice: nil))
        #expect(checkIn.handle(.roomChosen(choice)).isEmpty)
        #expect(checkIn.state.screen == .rooms)
        #expect(checkIn.state.fault?.code == code)
    }

    @Test(arguments: [
        (AdmissionError.roomFull.fault, Screen.rooms), (AdmissionError.houseUnsafe.fault, .rooms),
        (Sample.cardPulled, .sign), (Sample.broken, .sign),
    ])
    func `what could not be recorded leads back to where it can be mended`(
        fault: Fault, screen: Screen
    ) throws {
        var checkIn = checkIn(.recording(try Sample.lease()))
        #expect(checkIn.handle(.failed(fault)).isEmpty)
        #expect(checkIn.state.screen == screen)
        #expect(checkIn.state.notice == fault)
    }

    @Test func `back leads one step back and keeps who he is`() throws {
        let draft = try Sample.draft()
        let steps: [(CheckIn.State, CheckIn.State)] = [
            (
                .choosingTerms(Sample.identified, Sample.choice, notice: nil),
                .choosingRoom(Sample.identified, notice: nil)
            ),
            (.reading(Sample.identified, draft), .choosingRoom(Sample.identified, notice: nil)),
            (.signing(Sample.identified, draft, notice: nil), .reading(Sample.identified, draft)),
        ]
        for (from, to) in steps {
            var checkIn = checkIn(from)
            #expect(checkIn.handle(.back).isEmpty)
            #expect(checkIn.state == to)
        }
    }

    @Test func `a paper's news is taken for its own tenancy only`() {
        var checkIn = checkIn(.registered(Sample.receipt()))
        _ = checkIn.handle(.paper(Identifier("other"), .printed))
        #expect(checkIn.state == .registered(Sample.receipt()))
        _ = checkIn.handle(.paper(Identifier("tenancy-1"), .delayed(Sample.noPaper)))
        _ = checkIn.handle(.paper(Identifier("tenancy-1"), .printed))
        #expect(checkIn.state == .registered(Sample.receipt(.printed)))
    }
}
