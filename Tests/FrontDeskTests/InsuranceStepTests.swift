import Registry
import Testing

@testable import FrontDesk

@Suite struct InsuranceStepTests {
    private func offered() throws -> CheckIn {
        var checkIn = CheckIn(
            session: Identifier("session-1"),
            state: .choosingTerms(Sample.identified, Sample.choice, notice: nil))
        let chosen = CheckIn.Event.termsChosen(try Sample.terms(), products: Sample.products)
        #expect(checkIn.handle(chosen).isEmpty)
        #expect(checkIn.state.screen == .insurance)
        return checkIn
    }

    @Test func `an insurance taken stands in the terms the lease is drawn from`() throws {
        var checkIn = try offered()
        var terms = try Sample.terms()
        terms.insurance = Sample.products[1]
        let draft = CheckIn.Effect.draft(Sample.identified, Sample.choice, terms)
        #expect(checkIn.handle(.insuranceChosen(Sample.products[1])) == [draft])
    }

    @Test func `to decline leads to the same lease`() throws {
        var checkIn = try offered()
        let draft = CheckIn.Effect.draft(
            Sample.identified, Sample.choice, try Sample.terms())
        #expect(checkIn.handle(.insuranceChosen(nil)) == [draft])
    }

    @Test func `what is not on offer is not taken`() throws {
        var checkIn = try offered()
        let before = checkIn
        let dearer = InsuranceProduct(
            id: Sample.products[0].id, name: Sample.products[0].name, carrier: "样张",
            premiumPerMonth: Money(yuan: 500), covers: [], endsAtCheckOut: true)
        #expect(checkIn.handle(.insuranceChosen(dearer)).isEmpty)
        #expect(checkIn == before)
    }

    @Test func `back leads to the terms, a restart stays, news wait for the last screen`() throws {
        var checkIn = try offered()
        let before = checkIn
        #expect(checkIn.handle(.restarted).isEmpty)
        #expect(checkIn == before)
        _ = checkIn.handle(.policy(Identifier("tenancy-1"), .booking))
        #expect(checkIn == before)
        _ = checkIn.handle(.back)
        #expect(checkIn.state == .choosingTerms(Sample.identified, Sample.choice, notice: nil))
    }

    @Test func `news of policy and door are taken for their own tenancy, and twice is once`() {
        var checkIn = CheckIn(
            session: Identifier("session-1"), state: .registered(Sample.receipt(policy: .booking)))
        let before = checkIn
        _ = checkIn.handle(.policy(Identifier("other"), .cancelled))
        _ = checkIn.handle(.door(Identifier("other"), .granted))
        #expect(checkIn == before)
        for _ in 0..<2 {
            _ = checkIn.handle(.policy(Identifier("tenancy-1"), .booked(number: "1")))
            _ = checkIn.handle(.door(Identifier("tenancy-1"), .granted))
        }
        let told = Sample.receipt(policy: .booked(number: "1"), door: .granted)
        #expect(checkIn.state == .registered(told))
    }

    @Test func `each product shows its premium for the whole term and how it ends`() throws {
        let state = CheckIn.State.choosingInsurance(
            Sample.identified, Sample.choice, try Sample.terms(), Sample.products)
        let html = try Sample.pages().screen(state, Sample.material)
        for text in ["<b>60</b>", "<b>102</b>", "自愿", "本机不收钱", "退房时终止", "保到期满"] {
            #expect(html.contains(text), "\(text)")
        }
        #expect(html.matches(of: /<button class="product[^"]*" name="product"/).count == 3)
        let checkIn = CheckIn(session: nil, state: state)
        let json = try ScreenState(checkIn, offers: [], revision: 1).json
        #expect(json.contains(#""products":[{"id":"home","premium":6000},{"id":"injury""#))
    }

    @Test(arguments: [
        (DoorNews.none, "找房东领钥匙", "none"), (.granting, "正在开通", "granting"),
        (.granted, "有效至2027年11月21日", "granted"),
        (.awaitingSwipe, "请到房门刷一次身份证", "swipe"),
        (.delayed(Sample.broken), "稍后开通", "delayed"),
    ])
    func `the last screen says how the door opens`(
        door: DoorNews, words: String, name: String
    ) throws {
        let state = CheckIn.State.registered(Sample.receipt(door: door))
        #expect(try Sample.pages().screen(state, Sample.material).contains(words))
        let json = try ScreenState(CheckIn(session: nil, state: state), offers: [], revision: 1)
            .json
        #expect(json.contains(#""door":"\#(name)""#))
    }
}
