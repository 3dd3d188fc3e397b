import Testing

@testable import Sync

@Suite struct UploadTests {
    @Test func `a journal that has grown is sent from where the platform stands`() {
        var upload = Upload(next: 3, newest: 2)
        #expect(upload.handle(.grown(to: 5)) == [.send(first: 3, last: 5)])
        #expect(upload.handle(.grown(to: 6)).isEmpty, "one batch at a time")
        #expect(upload.handle(.answered(next: 6)) == [.save(next: 6), .send(first: 6, last: 6)])
        #expect(upload.handle(.answered(next: 7)) == [.save(next: 7)])
        #expect(!upload.isBusy)
    }

    @Test func `a long journal goes in batches`() {
        var upload = Upload(next: 1, newest: 0)
        #expect(upload.handle(.grown(to: 450)) == [.send(first: 1, last: 200)])
        #expect(
            upload.handle(.answered(next: 201))
                == [.save(next: 201), .send(first: 201, last: 400)])
    }

    @Test func `no answer means the same batch again, after a pause`() {
        var upload = Upload(next: 1, newest: 0)
        let batch = upload.handle(.grown(to: 2))
        #expect(upload.handle(.failed) == [.retryLater])
        #expect(upload.handle(.grown(to: 2)).isEmpty, "the pause is kept")
        #expect(upload.handle(.retry) == batch)
    }

    @Test func `after a hole it goes on from where the platform says`() {
        var upload = Upload(next: 9, newest: 12)
        #expect(upload.handle(.expected(4)) == [.save(next: 4), .send(first: 4, last: 12)])
    }

    @Test func `a platform that knows more than the journal raises an alarm`() {
        var upload = Upload(next: 4, newest: 3)
        #expect(upload.handle(.expected(9)) == [.alarm, .retryLater])
        #expect(upload.handle(.answered(next: 0)) == [.alarm, .retryLater])
    }

    @Test func `an answer that moves nothing is not asked for again at once`() {
        var upload = Upload(next: 1, newest: 0)
        _ = upload.handle(.grown(to: 3))
        #expect(upload.handle(.answered(next: 1)) == [.retryLater])
    }

    /// A platform that loses batches and answers, and forgets nothing.
    @Test func `whatever is lost on the way, every entry arrives once and in order`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix(state: seed)
        for _ in 0..<200 {
            var upload = Upload(next: 1, newest: 0)
            var arrived = 0
            var queue: [Upload.Event] = [.grown(to: random.below(700) + 1)]
            for _ in 0..<400 where !queue.isEmpty {
                for action in upload.handle(queue.removeFirst()) {
                    switch action {
                    case .send(let first, let last):
                        #expect(first <= arrived + 1, "seed \(seed)")
                        let isLost = random.below(4) == 0
                        if !isLost { arrived = max(arrived, last) }
                        let isAnswerLost = random.below(4) == 0
                        queue.append(
                            isLost || isAnswerLost ? .failed : .answered(next: arrived + 1))
                    case .retryLater: queue.append(.retry)
                    case .save(let next): #expect(next <= arrived + 1, "seed \(seed)")
                    case .alarm: Issue.record("seed \(seed)")
                    }
                }
                if random.below(9) == 0 { queue.append(.grown(to: upload.newest + 1)) }
            }
            while upload.isBusy || upload.next <= upload.newest {
                _ = upload.handle(.retry)
                arrived = upload.newest
                _ = upload.handle(.answered(next: arrived + 1))
            }
            #expect(arrived == upload.newest, "seed \(seed)")
        }
    }
}

/// SplitMix64: the same seed, the same numbers.
struct SplitMix {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }
}
