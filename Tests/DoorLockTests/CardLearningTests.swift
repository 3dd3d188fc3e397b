import Registry
import Testing

@testable import DoorLock

@Suite struct CardLearningTests {
    private let start = Fixture.time

    private func swipe(
        _ card: UInt32 = 10_058_400, index: UInt32 = 101, granted: Bool = false, door: Int = 1,
        reason: Int = 18
    ) -> DoorEvent {
        DoorEvent(
            index: index, kind: .swipe(card: card, granted: granted), door: door, reason: reason,
            at: nil)
    }

    private var learning: CardLearning { CardLearning(at: 1, after: 100, now: start) }

    @Test(arguments: [6, 18])
    func `a card the door does not know is learnt, once`(reason: Int) {
        var learning = learning
        let event = swipe(reason: reason)
        let now = start + .seconds(60)
        #expect(learning.handle(.seen(event, at: now)) == .learnt(10_058_400))
        #expect(learning.handle(.seen(event, at: now)) == nil, "a reader repeats it")
        #expect(learning.handle(.seen(swipe(9, index: 102), at: now)) == nil)
        #expect(learning.handle(.timePassed(start + .seconds(99))) == nil)
    }

    @Test func `other swipes and other events are passed over`() {
        var learning = learning
        let others = [
            swipe(index: 100), swipe(index: 1), swipe(granted: true, reason: 1), swipe(reason: 7),
            swipe(reason: 13), swipe(door: 2), swipe(door: 0), swipe(0), swipe(0xFF_FFFF),
            swipe(.max),
            DoorEvent(
                index: 102, kind: .other(type: 2, reason: 18), door: 1, reason: 18, at: nil),
            DoorEvent(index: 103, kind: .lost, door: 0, reason: 0, at: nil),
        ]
        for event in others { #expect(learning.handle(.seen(event, at: start)) == nil) }
        #expect(learning.handle(.seen(swipe(index: 104), at: start)) == .learnt(10_058_400))
    }

    @Test func `after a minute nothing is learnt`() {
        let expired = CardLearningOutcome.expired(DoorLockError.notSwiped.fault)
        var late = learning
        #expect(late.handle(.seen(swipe(), at: start + .milliseconds(60_001))) == expired)
        #expect(late.handle(.seen(swipe(), at: start)) == nil)
        var quiet = learning
        #expect(quiet.handle(.timePassed(start + .seconds(60))) == nil)
        #expect(quiet.handle(.timePassed(start + .milliseconds(60_001))) == expired)
        #expect(quiet.handle(.timePassed(start + .seconds(61))) == nil)
    }

    private let chip: [UInt8] = [0x10, 0xE4, 0x2B, 0x5A, 0x01, 0x02, 0x03, 0x04]

    private static let learnt: [(UInt32, [String])] = [
        (0x10E4_2B5A, ["first4 bigEndian w34"]),
        (0x0403_0201, ["last4 littleEndian w34"]),
        (0x0002_0304, ["last3 bigEndian w34"]),
        // 0x10, 0xE42B: 16 × 100,000 + 58,411
        (1_658_411, ["first3 bigEndian w26"]),
        // The highest of four bytes is lost, so four and three bytes may come to the same.
        (200_772, ["last4 bigEndian w26", "last3 bigEndian w26"]),
        (0x1234_5678, []),
    ]

    @Test(arguments: learnt)
    func `a learnt number shows by which rules the site counts`(number: UInt32, rules: [String]) {
        let found = CardNumberRule.matching(chipSerial: chip, number: number)
        #expect(found.map { "\($0.source) \($0.order) \($0.format)" } == rules)
    }

    @Test func `every rule finds itself, a serial of another length none`() {
        #expect(CardNumberRule.all.count == 16)
        for rule in CardNumberRule.all {
            let number = rule.number(of: chip) ?? 0
            #expect(CardNumberRule.matching(chipSerial: chip, number: number).contains(rule))
        }
        #expect(CardNumberRule.matching(chipSerial: [1, 2, 3], number: 1).isEmpty)
    }
}
