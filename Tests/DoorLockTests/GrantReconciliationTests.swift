import Registry
import Testing

@testable import DoorLock

private let wanted = Fixture.card(7)
private let longer = Fixture.card(7, until: "2028-11-30")
private let offline = DoorLockError.silent.fault

private func grant(
    _ card: DoorCard? = wanted, isWanted: Bool = true, revision: Int = 3
) -> DoorGrant {
    DoorGrant(
        id: Identifier("g"), tenancy: Identifier("t"), controller: Identifier("c"), card: card,
        isWanted: isWanted, revision: revision)
}

/// A row of the table: what happens, then what must be asked for.
private typealias Row = (event: GrantEvent, actions: [GrantAction])

private func check(
    _ reconciliation: GrantReconciliation, _ rows: [Row], ends state: DoorGrantState,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    var reconciliation = reconciliation
    for (number, row) in rows.enumerated() {
        let actions = reconciliation.handle(row.event)
        #expect(actions == row.actions, "row \(number)", sourceLocation: sourceLocation)
    }
    #expect(reconciliation.state == state, sourceLocation: sourceLocation)
}

@Suite struct GrantReconciliationTests {
    @Test func `what already agrees is applied without a write`() {
        check(
            GrantReconciliation(grant: grant()),
            [(.begin, [.read(7)]), (.found(wanted), [.applied(revision: 3)])], ends: .applied)
    }

    @Test(arguments: [
        nil, longer, Fixture.card(7, doors: [1, 2]), Fixture.card(7, doors: []),
        DoorCard(
            number: 7, from: wanted.from, until: wanted.until, doors: [1], hasOtherTerms: true),
    ])
    func `anything else is overwritten and read back`(held: DoorCard?) {
        check(
            GrantReconciliation(grant: grant()),
            [
                (.begin, [.read(7)]), (.found(held), [.put(wanted)]), (.written, [.read(7)]),
                (.found(wanted), [.applied(revision: 3)]),
            ], ends: .applied)
    }

    @Test(arguments: [nil, longer])
    func `a read-back that disagrees is tried again later`(held: DoorCard?) {
        let fault = DoorLockError.readBackDiffers.fault
        check(
            GrantReconciliation(grant: grant()),
            [
                (.begin, [.read(7)]), (.found(nil), [.put(wanted)]), (.written, [.read(7)]),
                (.found(held), [.retryLater(fault)]),
            ], ends: .pending(fault))
    }

    @Test func `a failure anywhere rests, and the next try looks again`() {
        let start: [Row] = [
            (.begin, [.read(7)]), (.found(nil), [.put(wanted)]), (.written, [.read(7)]),
        ]
        for count in 1...3 {
            check(
                GrantReconciliation(grant: grant()),
                start.prefix(count) + [(.failed(offline), [.retryLater(offline)])],
                ends: .pending(offline))
            check(
                GrantReconciliation(grant: grant()),
                start.prefix(count) + [
                    (.failed(offline), [.retryLater(offline)]), (.begin, [.read(7)]),
                    (.found(wanted), [.applied(revision: 3)]),
                ], ends: .applied)
        }
    }

    @Test func `a card that is no longer wanted is removed and looked for`() {
        check(
            GrantReconciliation(grant: grant(isWanted: false)),
            [
                (.begin, [.read(7)]), (.found(longer), [.remove(7)]), (.written, [.read(7)]),
                (.found(nil), [.revoked(revision: 3)]),
            ], ends: .revoked)
    }

    @Test func `a card that is gone already is revoked without a write`() {
        check(
            GrantReconciliation(grant: grant(isWanted: false)),
            [(.begin, [.read(7)]), (.found(nil), [.revoked(revision: 3)])], ends: .revoked)
    }

    @Test func `a card that is still there after its removal is tried again`() {
        let fault = DoorLockError.readBackDiffers.fault
        check(
            GrantReconciliation(grant: grant(isWanted: false)),
            [
                (.begin, [.read(7)]), (.found(wanted), [.remove(7)]), (.written, [.read(7)]),
                (.found(wanted), [.retryLater(fault)]),
            ], ends: .pending(fault))
    }

    @Test func `the next lease's card is not taken away by the end of the last one`() {
        check(
            GrantReconciliation(grant: grant(isWanted: false), keeping: [7]),
            [(.begin, [.revoked(revision: 3)])], ends: .revoked)
    }

    @Test func `without a number the card must be swiped`() {
        check(
            GrantReconciliation(grant: grant(nil)), [(.begin, [.awaitSwipe])],
            ends: .awaitingSwipe)
        check(
            GrantReconciliation(grant: grant(nil, isWanted: false)),
            [(.begin, [.revoked(revision: 3)])], ends: .revoked)
    }

    @Test func `a re-issued card's former number is removed first`() {
        check(
            GrantReconciliation(grant: grant(), formerNumber: 5),
            [
                (.begin, [.read(5)]), (.found(Fixture.card(5)), [.remove(5)]),
                (.written, [.read(5)]), (.found(nil), [.read(7)]), (.found(nil), [.put(wanted)]),
                (.written, [.read(7)]), (.found(wanted), [.applied(revision: 3)]),
            ], ends: .applied)
        check(
            GrantReconciliation(grant: grant(), formerNumber: 7),
            [(.begin, [.read(7)]), (.found(wanted), [.applied(revision: 3)])], ends: .applied)
    }

    @Test func `events out of turn change nothing`() {
        check(
            GrantReconciliation(grant: grant()),
            [
                (.written, []), (.found(wanted), []), (.failed(offline), []), (.begin, [.read(7)]),
                (.begin, []), (.written, []), (.found(wanted), [.applied(revision: 3)]),
                (.begin, []), (.found(nil), []), (.failed(offline), []), (.written, []),
            ], ends: .applied)
    }
}
