import Registry
import Testing

@testable import Web

/// SplitMix64: the same choices for the same seed.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite struct SignInLimitTests {
    private let start = Timestamp(milliseconds: 1_800_000_000_000)

    @Test func `four failures are free, then each costs twice as much up to a minute`() {
        var limit = SignInLimit()
        var waits: [Int64] = []
        for _ in 1...13 {
            limit.failed("101", from: "a", at: start)
            let opens = limit.wait("101", from: "a", at: start)
            waits.append(((opens ?? start).milliseconds - start.milliseconds) / 1_000)
        }
        #expect(waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60])
    }

    @Test func `who hammers an account from elsewhere does not stop its owner`() {
        var limit = SignInLimit()
        for _ in 1...1_000 { limit.failed("101", from: "elsewhere", at: start) }
        #expect(limit.wait("101", from: "elsewhere", at: start) != nil)
        #expect(limit.wait("101", from: "desk", at: start) == nil)
    }

    @Test func `who tries one account after the other is slowed by his address`() {
        var limit = SignInLimit()
        for account in 1...19 { limit.failed("\(account)", from: "a", at: start) }
        #expect(limit.wait("101", from: "a", at: start) == nil)
        for account in 20...30 { limit.failed("\(account)", from: "a", at: start) }
        #expect(limit.wait("101", from: "a", at: start) == start + .seconds(60))
    }

    @Test func `a success and a quarter of an hour of quiet both begin anew`() {
        var limit = SignInLimit()
        for _ in 1...6 { limit.failed("101", from: "a", at: start) }
        limit.succeeded("101", from: "a")
        #expect(limit.wait("101", from: "a", at: start) == nil)
        for _ in 1...12 { limit.failed("102", from: "a", at: start) }
        let later = start + SignInLimit.memory
        limit.failed("102", from: "a", at: later)
        #expect(limit.wait("102", from: "a", at: later) == nil)
    }

    @Test func `a clock that was set back locks nobody out`() {
        var limit = SignInLimit()
        for _ in 1...12 { limit.failed("101", from: "a", at: start) }
        #expect(limit.wait("101", from: "a", at: start + .seconds(-3_600)) == nil)
    }

    @Test(arguments: 1...20)
    func `whatever was tried, nobody waits longer than a minute and memory is bounded`(
        seed: UInt64
    ) {
        var random = Seeded(state: seed)
        var limit = SignInLimit(), now = start
        for _ in 1...3_000 {
            now = now + .milliseconds(Int.random(in: -2_000...5_000, using: &random))
            let account = "\(Int.random(in: 1...40, using: &random))"
            let address = "\(Int.random(in: 1...2_000, using: &random) % 700)"
            if let opens = limit.wait(account, from: address, at: now) {
                #expect(opens <= now + SignInLimit.delayMax + .seconds(1))
                #expect(limit.wait(account, from: address, at: opens) == nil)
            } else if Int.random(in: 0..<10, using: &random) == 0 {
                limit.succeeded(account, from: address)
            } else {
                limit.failed(account, from: address, at: now)
            }
        }
        #expect(limit.count <= SignInLimit.entriesMax)
    }
}
