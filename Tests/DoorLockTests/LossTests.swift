import Registry
import Synchronization
import Testing

@testable import DoorLock

/// A board behind a network that loses packets.
private struct LossyBoard: Sendable {
    var table = CardTable()
    var random: SeededGenerator
    var lost = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// 20 % of the requests and 20 % of the replies are lost.
    mutating func answer(_ request: Responder.Request) -> [Responder.Packet] {
        guard isKept() else { return [] }
        let reply = table.answer(request)
        return isKept() ? [reply] : []
    }

    private mutating func isKept() -> Bool {
        let kept = Int.random(in: 0..<100, using: &random) >= 20
        if !kept { lost += 1 }
        return kept
    }
}

@Suite struct LossTests {
    /// Does the work a reconciliation asks for, until it rests.
    private func run(
        _ reconciliation: inout GrantReconciliation, over link: UDPDoorLink
    ) async -> GrantAction? {
        var event = GrantEvent.begin
        while let action = reconciliation.handle(event).first {
            do {
                switch action {
                case .read(let number): event = .found(try await link.card(number))
                case .put(let card):
                    try await link.put(card)
                    event = .written
                case .remove(let number):
                    try await link.remove(number)
                    event = .written
                case .applied, .revoked, .retryLater, .awaitSwipe: return action
                }
            } catch { event = .failed(Fault(error)) }
        }
        return nil
    }

    @Test func `through a network that loses a fifth each way every grant arrives`() async {
        let seed = UInt64.random(in: .min ... .max)
        print("lossy network, seed \(seed)")
        let state = Mutex(LossyBoard(seed: seed))
        let board = Responder { request in state.withLock { $0.answer(request) } }
        defer { board.stop() }
        let link = Fixture.link(port: board.port, tries: 6, wait: .milliseconds(5))
        for number in 1...60 as ClosedRange<UInt32> {
            let isWanted = !number.isMultiple(of: 3)
            for (revision, wanted) in [(1, true), (2, isWanted)] {
                let grant = DoorGrant(
                    id: Identifier("g"), tenancy: Identifier("t"), controller: Identifier("c"),
                    card: Fixture.card(number), isWanted: wanted, revision: revision)
                var reconciliation = GrantReconciliation(grant: grant)
                var outcome: GrantAction?
                for _ in 0..<10 {
                    outcome = await run(&reconciliation, over: link)
                    guard case .retryLater = outcome else { break }
                }
                #expect(
                    outcome == (wanted ? .applied(revision: revision) : .revoked(revision: 2)),
                    "seed \(seed)")
                let isHeld = state.withLock {
                    $0.table.records[number.littleEndianBytes] != nil
                }
                #expect(isHeld == wanted, "seed \(seed)")
            }
        }
        #expect(state.withLock { $0.table.records.count } == 40, "seed \(seed)")
        #expect(state.withLock { $0.lost } > 0)
    }
}
