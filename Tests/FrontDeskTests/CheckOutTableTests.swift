import Registry
import Testing

@testable import FrontDesk

@Suite struct CheckOutTableTests {
    private func checkIn(_ state: CheckOut.State) -> CheckIn {
        CheckIn(session: Identifier("session-1"), state: Sample.checkingOut(state))
    }

    @Test func `a tenant leaves with card, figures and a yes`() throws {
        var visit = CheckIn()
        let (tenant, meters) = (try Sample.tenant(), try Sample.meters())
        let settlement = try Sample.settlement()
        #expect(visit.handle(.beginCheckOut(Identifier("session-1"))).isEmpty)
        #expect(visit.state.screen == .outConsent)
        #expect(visit.handle(.cardPresent).isEmpty, "no card is read before he agrees")
        #expect(visit.handle(.checkOut(.agreed)).isEmpty)
        #expect(visit.state.asksForCard)
        #expect(visit.handle(.cardPresent) == [.readCard])
        #expect(
            visit.handle(.cardRead(Sample.document, today: Sample.today))
                == [.checkOut(.findTenancy(number: Sample.number))])
        #expect(visit.handle(.checkOut(.found(tenant))).isEmpty)
        #expect(
            visit.handle(.checkOut(.metersRead(meters))) == [.checkOut(.draw(tenant, meters))])
        #expect(visit.handle(.checkOut(.drawn(settlement))).isEmpty)
        #expect(
            visit.handle(.checkOut(.confirmed)) == [.checkOut(.record(settlement))])
        #expect(visit.handle(.checkOut(.recorded(Sample.checkOutReceipt()))).isEmpty)
        #expect(visit.state.screen == .outDone)
        #expect(visit.handle(.leave) == [.forget])
        #expect(visit == CheckIn())
    }

    @Test func `a document that has expired still leads out`() {
        let old = Sample.document
        let expired = IdentityDocument(
            kind: old.kind, name: old.name, number: old.number, sex: old.sex,
            ethnicGroup: old.ethnicGroup, birthDate: old.birthDate, address: old.address,
            issuer: old.issuer, validFrom: Sample.day("20100101"),
            validUntil: Sample.day("20200101"), chipSerial: nil)
        var visit = checkIn(.readingCard)
        let effects = visit.handle(.cardRead(expired, today: Sample.today))
        #expect(effects == [.checkOut(.findTenancy(number: Sample.number))])
    }

    @Test(arguments: [SettlementError.notATenant, .madeElsewhere])
    func `a card without a tenancy here is told so, and another may be laid down`(
        error: SettlementError
    ) {
        var visit = checkIn(.finding)
        #expect(visit.handle(.failed(error.fault)).isEmpty)
        #expect(visit.state == Sample.checkingOut(.awaitingCard(notice: error.fault)))
        #expect(!visit.state.asksForCard, "the card that lies there is not read again")
        #expect(visit.handle(.cardPresent) == [.readCard])
    }

    @Test func `back from the settlement leads to the meters, and to a new settlement`() throws {
        var visit = checkIn(.reviewing(try Sample.settlement(), notice: nil))
        #expect(visit.handle(.back).isEmpty)
        #expect(visit.state == Sample.checkingOut(.readingMeters(try Sample.tenant(), notice: nil)))
        #expect(visit.handle(.checkOut(.confirmed)).isEmpty, "what is not shown is not confirmed")
    }

    @Test func `figures that no meter shows are asked for again`() throws {
        let fault = SettlementError.meterUnread.fault
        var visit = checkIn(.readingMeters(try Sample.tenant(), notice: nil))
        #expect(visit.handle(.checkOut(.metersRefused(fault))).isEmpty)
        #expect(visit.state.notice == fault)
    }

    @Test func `a tenancy that somebody else has ended ends the visit with a word`() throws {
        let fault = Fault("XX-01", .conflict, tenant: "样张", clerk: "样张")
        var visit = checkIn(.recording(try Sample.settlement()))
        #expect(visit.handle(.failed(fault)) == [.forget])
        #expect(visit.state == .ended(fault))
        visit = checkIn(.recording(try Sample.settlement()))
        #expect(visit.handle(.failed(Sample.broken)).isEmpty)
        #expect(visit.state.screen == .outReview, "a full disk asks for the yes again")
    }

    @Test func `after a restart the settlement is drawn anew and a record is made once`() throws {
        let (settlement, tenant) = (try Sample.settlement(), try Sample.tenant())
        var visit = checkIn(.reviewing(settlement, notice: nil))
        let draw = CheckIn.Effect.checkOut(.draw(tenant, settlement.meters))
        #expect(visit.handle(.restarted) == [draw])
        #expect(visit.state == Sample.checkingOut(.drawing(tenant, settlement.meters)))
        #expect(visit.handle(.restarted) == [draw])
        visit = checkIn(.recording(settlement))
        #expect(visit.handle(.restarted) == [.checkOut(.record(settlement))])
        let waiting = CheckOut.State.readingMeters(tenant, notice: nil)
        visit = checkIn(waiting)
        #expect(visit.handle(.restarted).isEmpty)
        #expect(visit.state == Sample.checkingOut(waiting))
    }

    @Test func `news of paper, policy and door are taken for their own tenancy, and twice is once`()
    {
        let (mine, other) = (Identifier<Tenancy>("tenancy-1"), Identifier<Tenancy>("other"))
        var visit = checkIn(.ended(Sample.checkOutReceipt(policy: .cancelling, door: .revoking)))
        let before = visit
        for event: CheckIn.Event in [
            .paper(other, .printed), .checkOut(.policy(other, .cancelled)),
            .checkOut(.door(other, .revoked)), .door(mine, .granted), .policy(mine, .booking),
        ] {
            #expect(visit.handle(event).isEmpty)
            #expect(visit == before)
        }
        for _ in 0..<2 {
            _ = visit.handle(.paper(mine, .printed))
            _ = visit.handle(.checkOut(.policy(mine, .cancelled)))
            _ = visit.handle(.checkOut(.door(mine, .revoked)))
        }
        let all = Sample.checkOutReceipt(.printed, policy: .cancelled, door: .revoked)
        #expect(visit.state == Sample.checkingOut(.ended(all)))
    }

    @Test func `a full disk ends a check-out before it begins`() {
        var visit = checkIn(.consenting)
        #expect(visit.handle(.unable(Sample.broken)) == [.forget])
        #expect(visit.state == .ended(Sample.broken))
        visit = checkIn(.awaitingCard(notice: nil))
        #expect(visit.handle(.unable(Sample.broken)).isEmpty)
    }

    @Test(arguments: [
        ("0", "0", 0, 0), ("1234.5", "207", 12_345, 2_070), ("999999.9", "0.1", 9_999_999, 1),
        ("007", "3.0", 70, 30),
    ])
    func `figures are read as people write them`(
        electricity: String, water: String, first: Int, second: Int
    ) throws {
        let meters = try MeterReadings(electricity: electricity, water: water)
        #expect((meters.electricityTenths, meters.waterTenths) == (first, second))
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "1.23", "-1", "+1", "1,5", "1e3", "１２", "1000000", "99999999.9",
        "9999999999999999999999", "1.2.3", " ", "0x1", "٣",
    ])
    func `what no meter shows is refused`(text: String) {
        #expect(throws: SettlementError.meterUnread) {
            try MeterReadings(electricity: text, water: "1.0")
        }
        #expect(throws: SettlementError.meterUnread) {
            try MeterReadings(electricity: "1.0", water: text)
        }
    }
}
