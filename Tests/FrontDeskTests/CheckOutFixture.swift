import Registry

@testable import FrontDesk

/// Made-up departures for the check-out's tests.
extension Sample {
    /// Somebody who took an insurance that ends with his stay.
    static func tenant(
        insurance: InsuranceProduct? = products[0]
    ) throws(LeaseError) -> StayingTenant {
        var terms = try terms()
        terms.insurance = insurance
        let lease = LeaseDraft(
            number: "ZL20261122-0007", tenancy: Identifier("tenancy-1"), tenant: document,
            offer: offer(), landlord: landlord, authority: authority, terms: terms, madeAt: now)
        return StayingTenant(tenancy: lease.tenancy, lease: lease)
    }

    static func meters() throws(SettlementError) -> MeterReadings {
        try MeterReadings(electricity: "3815.6", water: "207.4")
    }
    static func settlement() throws -> Settlement {
        try Settlement(
            number: "TF20261122-0001", lease: try tenant().lease, leftOn: today,
            meters: try meters(),
            deductions: [], basis: .tenant, madeAt: now)
    }
    static func checkOutReceipt(
        _ paper: Receipt.Paper = .printing, policy: PolicyEndNews = .none,
        door: DoorEndNews = .none
    ) -> CheckOutReceipt {
        CheckOutReceipt(
            tenancy: Identifier("tenancy-1"), maskedName: document.maskedName,
            number: "TF20261122-0001", place: "桂花巷 1 号（样张） 302 室", refund: Money(yuan: 800),
            refundBy: today.adding(days: 7), paper: paper, door: door, policy: policy)
    }
    static func checkingOut(_ state: CheckOut.State) -> CheckIn.State {
        .checkingOut(CheckOut(state: state))
    }

    /// Every event of a check-out.
    static func outEvents() throws -> [CheckIn.Event] {
        let (tenancy, settlement) = (Identifier<Tenancy>("tenancy-1"), try settlement())
        let inner: [CheckOut.Event] = [
            .agreed, .found(try tenant()), .metersRead(try meters()),
            .metersRefused(SettlementError.meterUnread.fault), .drawn(settlement), .confirmed,
            .recorded(checkOutReceipt()), .policy(tenancy, .cancelled),
            .door(tenancy, .revoked), .door(Identifier("other"), .revoked),
        ]
        return [
            .beginCheckOut(Identifier("session-1")), .policy(tenancy, .booked(number: "1")),
            .door(tenancy, .granted), .failed(SettlementError.notATenant.fault),
        ] + inner.map { .checkOut($0) }
    }

    /// Every state of a check-out.
    static func outStates() throws -> [(name: String, state: CheckIn.State)] {
        let (settlement, tenant) = (try settlement(), try tenant())
        let states: [(String, CheckOut.State)] = [
            ("out-consent", .consenting), ("out-card", .awaitingCard(notice: nil)),
            (
                "out-card-unknown",
                .awaitingCard(notice: SettlementError.notATenant.fault)
            ),
            ("out-reading", .readingCard), ("out-finding", .finding),
            ("out-meters", .readingMeters(tenant, notice: nil)),
            (
                "out-meters-again",
                .readingMeters(tenant, notice: SettlementError.meterUnread.fault)
            ),
            ("out-drawing", .drawing(tenant, try meters())),
            ("out-review", .reviewing(settlement, notice: nil)),
            ("out-review-again", .reviewing(settlement, notice: broken)),
            ("out-recording", .recording(settlement)),
            ("out-done", .ended(checkOutReceipt(policy: .cancelling, door: .revoking))),
            (
                "out-done-all",
                .ended(checkOutReceipt(.printed, policy: .cancelled, door: .revoked))
            ),
            ("out-done-kept", .ended(checkOutReceipt(.printed, policy: .kept))),
            (
                "out-done-late",
                .ended(
                    checkOutReceipt(
                        .delayed(noPaper), policy: .delayed(broken), door: .delayed(broken)))
            ),
        ]
        return states.map { ($0.0, checkingOut($0.1)) }
    }
}
