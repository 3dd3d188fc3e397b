import Testing

@testable import CardReader

@Suite struct CardContentTests {
    /// Answers as a reader with one card, then, from command `swap` on, with another.
    private func read(swapBefore swap: Int, serials: [[UInt8]]) throws -> CardContent {
        var count = 0
        let images = [Fixture.image(), Fixture.image(Fixture.text(name: "李样张"))]
        return try CardContent.read {
            let card = count < swap ? 0 : 1
            count += 1
            let answer = Fixture.reader(of: images[card])
            return $0 == .getSerial ? serials[card] + [0x90, 0x00] : answer($0)
        }
    }

    @Test func `a card that stays gives serial and image`() throws {
        let content = try read(swapBefore: .max, serials: [Fixture.serial, []])
        #expect(content.serial == Fixture.serial)
        #expect(try content.image == CardImage(Fixture.image()))
    }

    @Test(arguments: 1..<8)
    func `two cards swapped between any two commands are never put together`(swap: Int) {
        let other = Fixture.serial.map { $0 ^ 0xFF }
        #expect(throws: CardReaderError.cardRemoved) {
            try read(swapBefore: swap, serials: [Fixture.serial, other])
        }
    }

    @Test func `a reader that gives no serial is read without one`() throws {
        let content = try read(swapBefore: .max, serials: [[0, 0, 0, 0], []])
        #expect(content.serial == nil)
    }
}
