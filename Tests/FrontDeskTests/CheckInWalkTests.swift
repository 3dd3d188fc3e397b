import Foundation
import Registry
import Testing

@testable import FrontDesk

/// SplitMix64: the same seed, the same walk.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// What must hold wherever events of any order lead.
@Suite struct CheckInWalkTests {
    /// Every event there is; some carry what must be refused.
    private func events() throws -> [CheckIn.Event] {
        let draft = try Sample.draft(), lease = try Sample.lease()
        let red = RoomChoice(
            offer: Sample.offer(house: 3, colour: .red), landlord: Sample.landlord,
            authority: Sample.authority)
        let foreign = InsuranceProduct(
            id: Identifier("foreign"), name: "样张", carrier: "样张", premiumPerMonth: Money(yuan: 1),
            covers: [], endsAtCheckOut: true)
        return [
            .begin(Identifier("session-1")), .consented(Sample.consent()),
            .consented(Sample.consent(.inPerson)), .roomChosen(Sample.choice), .roomChosen(red),
            .roomRefused(AdmissionError.roomFull.fault), .termsChosen(draft.terms, products: []),
            .termsChosen(draft.terms, products: Sample.products), .insuranceChosen(nil),
            .insuranceChosen(Sample.products[0]), .insuranceChosen(foreign),
            .termsRefused(LeaseError.noPhone.fault), .accepted,
            .signed(lease.signature, at: Sample.now),
            .signatureRefused(LeaseError.noSignature.fault), .retry, .askForClerk, .back, .leave,
            .stillHere, .readerReady, .cardPresent, .cardRead(Sample.document, today: Sample.today),
            .cardRead(Sample.document, today: Sample.day("20190101")), .facePrompt(.turn(.left)),
            .faceCompared(Sample.comparison(0.9)), .faceCompared(Sample.comparison(0.4)),
            .faceCompared(Sample.comparison(0.1)), .drafted(draft), .recorded(Sample.receipt()),
            .paper(Identifier("tenancy-1"), .printed), .failed(Sample.cardPulled),
            .failed(Sample.broken), .failed(AdmissionError.roomFull.fault),
            .unable(Sample.broken), .comparedInPerson(staff: Identifier("clerk"), reason: "x"),
            .cancelled, .idle, .restarted,
        ] + (try Sample.outEvents()) + Sample.ownEvents()
    }

    @Test func `no order of events registers anybody who was not identified`() throws {
        _ = try walk(seed: UInt64.random(in: 0...UInt64.max), steps: 6_000)
    }

    @Test func `the walk sees every screen`() throws {
        let all = Set(Screen.allCases)
        #expect(try walk(seed: 2_026, steps: 40_000, until: all) == all)
    }

    /// Applies `steps` events in an order that `seed` gives, or fewer until it has come to all of
    /// `wanted`; the screens it came to.
    private func walk(
        seed: UInt64, steps: Int, until wanted: Set<Screen>? = nil
    ) throws -> Set<Screen> {
        var random = SeededGenerator(seed)
        let events = try events()
        var checkIn = CheckIn()
        var facts = Facts()
        var visited: Set<Screen> = []
        for step in 0..<steps {
            let event = try #require(
                choice(of: events, for: checkIn, &random).randomElement(using: &random))
            let before = checkIn
            let effects = checkIn.handle(event)
            facts.note(event, before, checkIn)
            visited.insert(checkIn.state.screen)
            let broken = facts.broken(before, checkIn, effects)
            #expect(broken == nil, "seed \(seed), step \(step): \(broken ?? "") after \(event)")
            if broken != nil || visited == wanted { break }
        }
        return visited
    }

    /// Mostly what leads on, so that the walk gets far; now and then what ends a visit; often
    /// anything.
    private func choice(
        of events: [CheckIn.Event], for checkIn: CheckIn, _ random: inout SeededGenerator
    ) -> [CheckIn.Event] {
        let ends: [CheckIn.Event] = [.leave, .cancelled, .idle, .restarted, .unable(Sample.broken)]
        let going = events.filter { !ends.contains($0) }
        switch Int.random(in: 0..<30, using: &random) {
        case 0: return ends
        case 1..<8: return going
        default:
            let useful = going.filter { event in
                var copy = checkIn
                return !copy.handle(event).isEmpty || copy != checkIn
            }
            return useful.isEmpty ? events : useful
        }
    }

    /// What has happened in this visit, noted beside the value that is tested.
    private struct Facts {
        private var hasConsented = false
        private var hasCard = false
        private var isIdentified = false
        private var hasSigned = false
        private var isFound = false
        private var hasConfirmed = false

        mutating func note(_ event: CheckIn.Event, _ before: CheckIn, _ after: CheckIn) {
            if after.state == .welcome || after.state.screen == .ended { self = Facts() }
            guard after != before else { return }
            switch event {
            case .consented: hasConsented = true
            case .cardRead: hasCard = true
            case .faceCompared(let comparison) where comparison.verdict == .pass:
                isIdentified = true
            case .comparedInPerson: isIdentified = true
            case .signed: hasSigned = true
            case .checkOut(.agreed): hasConsented = true
            case .checkOut(.found): isFound = true
            case .checkOut(.confirmed): hasConfirmed = before.state.screen == .outReview
            default: break
            }
        }

        func broken(
            _ before: CheckIn, _ after: CheckIn, _ effects: [CheckIn.Effect]
        ) -> String? {
            let isPastRooms: Set<Screen> = [
                .rooms, .terms, .insurance, .drafting, .lease, .sign, .recording, .done,
            ]
            if effects.contains(.compareFace), !hasConsented || !hasCard {
                return "camera without consent and card"
            }
            if effects.contains(.readCard), !hasConsented { return "card without consent" }
            if isPastRooms.contains(after.state.screen), !isIdentified {
                return "a room without identification"
            }
            if [.ownReading, .own, .ownConfirm, .ownDeleting].contains(after.state.screen),
                !isIdentified
            {
                return "somebody's data before anybody who was not identified"
            }
            if effects.contains(where: \.isDeletion), before.state.screen != .ownConfirm,
                before.state.screen != .ownDeleting
            {
                return "a deletion that nobody confirmed"
            }
            if [.recording, .done].contains(after.state.screen), !hasSigned {
                return "a record without a signature"
            }
            if [.outMeters, .outDrawing, .outReview].contains(after.state.screen), !isFound {
                return "a settlement for nobody"
            }
            if [.outRecording, .outDone].contains(after.state.screen), !hasConfirmed {
                return "an end that nobody has read and confirmed"
            }
            if case .drafting(_, _, let terms) = after.state, let product = terms.insurance,
                !Sample.products.contains(product)
            {
                return "an insurance that was not on offer"
            }
            if (after.session == nil) != (after.state == .welcome) {
                return "a session without a visitor, or none with one"
            }
            if after.state == .welcome, after != CheckIn() { return "something stays behind" }
            if after.isAskingWhetherPresent, !after.awaitsVisitor {
                return "a question nobody can answer"
            }
            if before.hasException, after.state.screen == .ended || after.state == .welcome,
                !effects.contains(.withdrawException)
            {
                return "an exception nobody withdraws"
            }
            return letRedHouse(after) ? "a red house" : nil
        }

        private func letRedHouse(_ checkIn: CheckIn) -> Bool {
            if case .choosingTerms(_, let choice, _) = checkIn.state {
                return !choice.offer.house.colour.mayBeLet
            }
            return false
        }
    }

    @Test func `every state survives being saved and loaded`() throws {
        for (name, state) in try Sample.states() {
            let checkIn = CheckIn(
                session: Identifier("session-1"), state: state, isAskingWhetherPresent: true,
                hasException: true)
            let bytes = try JSONEncoder().encode(checkIn)
            #expect(try JSONDecoder().decode(CheckIn.self, from: bytes) == checkIn, "\(name)")
        }
    }

    @Test func `an event that changes nothing asks for nothing`() throws {
        for (name, state) in try Sample.states() {
            for event in try events() {
                var checkIn = CheckIn(session: Identifier("session-1"), state: state)
                let before = checkIn
                let effects = checkIn.handle(event)
                let isRestart = event == .restarted
                #expect(checkIn != before || effects.isEmpty || isRestart, "\(name), \(event)")
            }
        }
    }
}
