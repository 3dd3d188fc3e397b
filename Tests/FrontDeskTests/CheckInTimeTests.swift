import FaceMatch
import Registry
import Testing

@testable import FrontDesk

@Suite struct CheckInTimeTests {
    private let ask = Duration.seconds(30)
    private let wipe = Duration.seconds(10)

    private func checkIn(_ state: CheckIn.State) -> CheckIn {
        CheckIn(session: Identifier("session-1"), state: state)
    }

    @Test func `an idle visitor is asked, then everything of him is wiped`() throws {
        for (name, state) in try Sample.states() {
            var checkIn = checkIn(state)
            guard checkIn.idleLimit(ask: ask, wipe: wipe) == ask else { continue }
            #expect(checkIn.handle(.idle).isEmpty, "\(name)")
            #expect(checkIn.isAskingWhetherPresent, "\(name)")
            #expect(checkIn.state == state, "\(name)")
            #expect(checkIn.idleLimit(ask: ask, wipe: wipe) == wipe, "\(name)")
            #expect(checkIn.handle(.idle) == [.forget], "\(name)")
            #expect(checkIn == CheckIn(), "\(name)")
        }
    }

    @Test func `while the kiosk works or the clerk is awaited nobody is idle`() throws {
        let screens: Set<Screen> = [
            .welcome, .reading, .face, .drafting, .recording, .clerk, .outReading, .outDrawing,
            .outRecording,
        ]
        for (name, state) in try Sample.states() where screens.contains(state.screen) {
            var checkIn = checkIn(state)
            let before = checkIn
            #expect(checkIn.idleLimit(ask: ask, wipe: wipe) == nil, "\(name)")
            #expect(checkIn.handle(.idle).isEmpty, "\(name)")
            #expect(checkIn == before, "a late alarm changes nothing: \(name)")
        }
    }

    @Test func `who says he is there goes on where he was`() {
        var checkIn = checkIn(.choosingRoom(Sample.identified, notice: nil))
        let before = checkIn
        _ = checkIn.handle(.idle)
        #expect(checkIn.handle(.stillHere).isEmpty)
        #expect(checkIn == before)
    }

    @Test func `any step answers the question`() throws {
        var checkIn = checkIn(.reading(Sample.identified, try Sample.draft()))
        _ = checkIn.handle(.idle)
        _ = checkIn.handle(.accepted)
        #expect(!checkIn.isAskingWhetherPresent)
    }

    @Test func `a record that was begun is not interrupted by leaving, idling or the clerk`()
        throws
    {
        for event in [CheckIn.Event.leave, .idle, .cancelled, .back, .askForClerk, .stillHere] {
            var checkIn = checkIn(.recording(try Sample.lease()))
            let before = checkIn
            #expect(checkIn.handle(event).isEmpty)
            #expect(checkIn == before)
        }
    }

    @Test func `after a restart what was being recorded is recorded`() throws {
        let lease = try Sample.lease()
        var checkIn = checkIn(.recording(lease))
        #expect(checkIn.handle(.restarted) == [.record(lease)])
        #expect(checkIn.state == .recording(lease))
    }

    @Test func `after a restart a lease is drawn up anew, since its pictures were not kept`()
        throws
    {
        let draft = try Sample.draft()
        let states: [CheckIn.State] = [
            .reading(Sample.identified, draft), .signing(Sample.identified, draft, notice: nil),
            .drafting(Sample.identified, Sample.choice, draft.terms),
        ]
        for state in states {
            var checkIn = checkIn(state)
            let again = CheckIn.Effect.draft(Sample.identified, Sample.choice, draft.terms)
            #expect(checkIn.handle(.restarted) == [again])
            #expect(checkIn.state == .drafting(Sample.identified, Sample.choice, draft.terms))
        }
    }

    @Test func `after a restart an unfinished look at card or face ends with a word`() throws {
        let screens: Set<Screen> = [
            .consent, .card, .reading, .face, .faceFailed, .outConsent, .outCard, .outReading,
        ]
        for (name, state) in try Sample.states() where screens.contains(state.screen) {
            var checkIn = checkIn(state)
            checkIn.hasException = true
            #expect(checkIn.handle(.restarted) == [.withdrawException, .forget], "\(name)")
            #expect(checkIn.state == .ended(.restarted), "\(name)")
        }
    }

    @Test func `the clerk's cancel ends a visit once, and not one that is recorded`() throws {
        for (name, state) in try Sample.states() {
            var checkIn = checkIn(state)
            let effects = checkIn.handle(.cancelled)
            let isSettled: Set<Screen> = [
                .welcome, .recording, .done, .ended, .outRecording, .outDone, .ownDeleting,
            ]
            if isSettled.contains(state.screen) {
                #expect(effects.isEmpty && checkIn.state == state, "\(name)")
            } else {
                #expect(effects == [.forget], "\(name)")
                #expect(checkIn.state == .ended(.cancelledByClerk), "\(name)")
                #expect(checkIn.handle(.cancelled).isEmpty, "\(name)")
            }
        }
    }

    @Test func `leaving withdraws what the clerk was asked`() {
        var checkIn = checkIn(.withClerk(Sample.applicant(), .faceDiffers))
        checkIn.hasException = true
        #expect(checkIn.handle(.leave) == [.withdrawException, .forget])
        #expect(checkIn == CheckIn())
    }
}
