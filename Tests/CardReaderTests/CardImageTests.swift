import Registry
import Testing

@testable import CardReader

@Suite struct CardImageTests {
    @Test func `an image is taken in six pages of 256 bytes`() throws {
        var commands: [CommandAPDU] = []
        let answer = Fixture.reader(of: Fixture.image())
        let image = try CardImage.read {
            commands.append($0)
            return answer($0)
        }
        #expect(commands == [0, 256, 512, 768, 1_024, 1_280].map { .readBinary(at: $0) })
        #expect(image.photo == Fixture.photo)
        let document = try image.document(chipSerial: nil)
        #expect(document.name == "张样张")
    }

    @Test(arguments: [1, 7, 100, 255])
    func `a reader that gives smaller pages is read too`(pageSize: Int) throws {
        // A page too short for the head is refused: nothing shorter than six bytes was seen.
        let answer = Fixture.reader(of: Fixture.image(), pageSize: pageSize)
        if pageSize < 4 {
            #expect(throws: CardReaderError.unreadable(status: nil)) {
                try CardImage.read { answer($0) }
            }
        } else {
            #expect(try CardImage.read { answer($0) } == CardImage(Fixture.image()))
        }
    }

    @Test func `the exact length of the last page is asked for when the reader insists`() throws {
        let answer = Fixture.reader(of: Fixture.image())
        let image = try CardImage.read {
            $0 == .readBinary(at: 1_280) ? [0x6C, 0x04] : answer($0)
        }
        #expect(image.photo == Fixture.photo)
    }

    @Test func `an image with fingerprints is read without them`() throws {
        let body = Fixture.text() + Fixture.photo + [UInt8](repeating: 0xEE, count: 1_024)
        var last: CommandAPDU?
        let answer = Fixture.reader(of: [1, 0, 4, 0, 4, 0] + body)
        let image = try CardImage.read {
            last = $0
            return answer($0)
        }
        #expect(try image == CardImage(Fixture.image()))
        #expect(last == .readBinary(at: 1_280), "no page that holds fingerprints only is asked for")
    }

    @Test(arguments: [0x6D00, 0x6E00, 0x6A81])
    func `a card that does not know the command is no identity card`(status: Int) {
        #expect(throws: CardReaderError.notIdentityCard) {
            try CardImage.read { _ in [UInt8(status >> 8), UInt8(status & 0xFF)] }
        }
    }

    @Test(arguments: [0x6300, 0x6982, 0x6B00, 0x6282, 0x9000])
    func `any other status without data is told to the clerk`(status: UInt16) {
        #expect(throws: CardReaderError.unreadable(status: status)) {
            try CardImage.read { _ in [UInt8(status >> 8), UInt8(status & 0xFF)] }
        }
    }

    @Test(arguments: 0..<6)
    func `a card pulled in the middle of any page is reported as removed`(page: Int) {
        let answer = Fixture.reader(of: Fixture.image())
        #expect(throws: CardReaderError.cardRemoved) {
            try CardImage.read { $0.p1 == UInt8(page) ? [] : answer($0) }
        }
    }

    @Test func `an image cut anywhere is unreadable`() {
        let image = Fixture.image()
        for count in 0..<image.count {
            #expect(throws: CardReaderError.unreadable(status: nil)) {
                try CardImage(Array(image.prefix(count)))
            }
        }
    }

    @Test(arguments: 0..<4)
    func `one flipped bit in the head is unreadable`(index: Int) {
        var image = Fixture.image()
        image[index] ^= 0x10
        #expect(throws: CardReaderError.unreadable(status: nil)) { try CardImage(image) }
    }

    @Test func `random answers never crash the decoder and never end without end`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for round in 0..<3_000 {
            var answers = 0
            do {
                let image = try CardImage.read { _ in
                    answers += 1
                    let head: [UInt8] = answers == 1 && round.isMultiple(of: 2) ? [1, 0, 4, 0] : []
                    let count = Int.random(in: 0...300, using: &random)
                    let body = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
                    return head + body + (round.isMultiple(of: 3) ? [] : [0x90, 0x00])
                }
                _ = try image.document(chipSerial: nil)
                Issue.record("random bytes gave a document, seed \(seed)")
            } catch {
                #expect(error is any UserFacing, "seed \(seed)")
            }
            #expect(answers <= 1_286, "seed \(seed)")
        }
    }
}
